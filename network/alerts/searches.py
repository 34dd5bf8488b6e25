"""Questions that people follow: stored once, estimated before they are saved, and known for what can never match."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network.alerts.models import Frequency, Pivot, StoredSearch, Subscription
from network.catalogue import asking, dimensions, kinds, lexemes, text, vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.query import Query
from network.languages import Language

# From the most to the least selective; what a search is filed under is the first of these that it has, or another one.
SELECTIVE = ("country", "topic", "need", "words", "institution", "modality", "language", "region", "pillar", "kind")
ANY = "any"
REFILED_AT_A_TIME = 1000
ESTIMATED_FROM = timedelta(days=90)
MAILS_A_MONTH: dict[str, int] = {
    Frequency.AT_ONCE: 1000,
    Frequency.DAILY: 30,
    Frequency.WEEKLY: 4,
    Frequency.MONTHLY: 1,
}


def store(query: Query, language: str | None = None) -> StoredSearch:
    """The stored search of `query`, whose words are in `language` (by default the current one), made if need be."""
    language = Language(language or get_language()) if query.words else Language.ENGLISH
    fingerprint = hashlib.blake2b(f"{language} {query.encoded()}".encode(), digest_size=16).hexdigest()
    found = StoredSearch.objects.filter(fingerprint=fingerprint).first()
    if found:
        return found
    row, pivots = _filed(query, language)
    with transaction.atomic():
        stored, made = StoredSearch.objects.get_or_create(
            fingerprint=fingerprint, defaults={"query": query.encoded(), "language": language, **row}
        )
        if made:
            Pivot.objects.bulk_create(Pivot(search=stored, key=key) for key in pivots)
    return stored


def refile_outdated(most: int = REFILED_AT_A_TIME) -> None:
    """File up to `most` searches anew that were filed when words were cut differently."""
    outdated = StoredSearch.objects.filter(edition__lt=text.EDITION).order_by("pk")
    for pk in list(outdated.values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            stored = StoredSearch.objects.select_for_update().get(pk=pk)
            row, pivots = _filed(stored.question, stored.language)
            StoredSearch.objects.filter(pk=pk).update(**row)
            stored.pivots.all().delete()
            Pivot.objects.bulk_create(Pivot(search=stored, key=key) for key in pivots)


def _filed(query, language):
    """The columns of the stored search of `query`, and the keys that it is filed under."""
    keys, branches = query.keys(), _lexemes(query.words, language)
    row = {
        "keys": keys,
        "dimensions": len(query.filters),
        "words": query.search(language) if query.words else None,
        "can_fire": _can_fire(query, branches),
        "edition": text.EDITION,
    }
    return row, pivot_keys(query, keys, language, _rarest(branches))


def _lexemes(words, language) -> list:
    """The branches of the typed `words` as lists of (whether it is negated, alternatives, each a list of lexemes).

    Stop words are left out, and what consists of nothing else.
    """
    branches = asking.branches(words)
    known = lexemes.of(
        (atom for clauses in branches for clause in clauses for phrase in clause.alternatives for atom in phrase),
        language,
    )
    found: list[list] = []
    for clauses in branches:
        found.append([])
        for clause in clauses:
            phrases = [[lexeme for atom in phrase for lexeme in known[atom]] for phrase in clause.alternatives]
            if left := [phrase for phrase in phrases if phrase]:
                found[-1].append((clause.is_negated, left))
    return [clauses for clauses in found if clauses]


def _rarest(branches) -> list:
    """Lexemes of which every match has at least one, the longest that there are; none where nothing is sure."""
    found = []
    for clauses in branches:
        sure = [[max(phrase, key=len) for phrase in phrases] for is_negated, phrases in clauses if not is_negated]
        if not sure:
            return []
        found += max(sure, key=lambda words: min(map(len, words)))
    return sorted(set(found))


def pivot_keys(query: Query, keys: list[str], language: str, lexemes: list[str]) -> list[str]:
    """The keys under which a search is filed: those of its most selective dimension, or `lexemes` where it has any."""
    for dimension in (*SELECTIVE, *dimensions.codes()):
        if dimension == "words" and lexemes:
            return [f"{language} word:{lexeme}" for lexeme in lexemes]
        if query.codes(dimension):
            return [f"{language} {key}" for key in keys if key.startswith(f"{dimension}:")]
    return [f"{language} {ANY}"]


def _can_fire(query, branches):
    """Whether any record could ever match: words that are none, codes that are none, and kinds that exclude."""
    if query.words and not branches:
        return False
    possible = set(query.codes("kind")) or set(kinds.codes())
    for dimension, codes in query.filters:
        if not any(_is_known(dimension, code) for code in codes):
            return False
        if dimension != "kind":
            possible &= kinds.with_dimension(dimension)
    return bool(possible)


def _is_known(dimension, code):
    if dimension == "kind":
        return kinds.exists(code)
    names = dimensions.get(dimension).names
    return code in (names() if names else vocabulary.terms(dimension))


def known(query: Query) -> Query:
    """`query` without the codes that the vocabulary does not have: what is stored, or told by mail, is ours."""
    kept = {name: tuple(code for code in codes if _is_known(name, code)) for name, codes in query.filters}
    return replace(query, filters=tuple(item for item in kept.items() if item[1]))


def in_our_words(subscription: Subscription) -> str:
    """What is followed, in the current language, without anything that somebody typed."""
    if subscription.search is None:
        return subscription.in_words()
    query = known(subscription.search.question)
    told = replace(query, words="").in_words()
    return _("%(query)s, with words that were typed on the page") % {"query": told} if query.words else told


def results_a_month(query: Query, audience: Audience) -> float:
    """How many records a month matched `query` for `audience`, over the last three months, in the current language."""
    since = timezone.now() - ESTIMATED_FROM
    entries = Entry.objects.filter(audience=audience, language=get_language(), published_at__gte=since)
    return query.matching(entries).count() * 30 / ESTIMATED_FROM.days


def mails_a_month(results: float, frequency: str) -> int:
    """How many e-mails a month `results` a month make at most with `frequency`; at least one where there are any."""
    return min(MAILS_A_MONTH[frequency], max(1, round(results))) if results else 0
