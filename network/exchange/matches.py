"""Who and what fits an offer or a request, the best first, with the reason: from entries that the reader may see.

Offers are held against what others need, requests against what others know and give. Nobody's records are left out but
the reader's own: if the author's were, other readers could tell whose they are.
"""

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from django.db.models import F, Value
from django.db.models.query import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from experts.models import Profile
from network.accounts.models import User
from network.accounts.reading import Spent
from network.alerts.reasons import labels, with_common
from network.catalogue import centres, kinds, vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement, Entry
from network.catalogue.people import list_for
from network.catalogue.related import COMPARED, in_common
from network.exchange.answers.invited import invited_by
from network.exchange.choices import Direction
from network.exchange.models import Opportunity
from network.phrasing import listed

MOST = 5
# In the order in which they are shown. Practices are known by their code, because that room is not below this one.
KINDS = (Profile.KIND, centres.KIND, "practice", Opportunity.KIND)
# One more topic counts more than all forms of cooperation, one more of these than all languages, and so on.
WEIGHTS = {"topics": 10_000, "modalities": 400, "languages": 10, "regions": 1}


class Match(NamedTuple):
    """What fits, and why; of an expert whom the author has invited already, the key of that answer."""

    entry: Entry
    reason: str
    invitation: str = ""


class Wanted(NamedTuple):
    """What fits an offer or a request, as facets."""

    record: str
    opposite: str
    topics: list[str]
    modalities: list[str]
    languages: list[str]
    regions: list[str]


def matches_of(
    opportunities: Iterable[Entry], audience: Audience, reader, *, with_experts: bool
) -> dict[str, list[tuple[kinds.Kind, list[Match]]]]:
    """By key of an offer or a request, up to MOST matches of each kind. One statement, and two about people.

    Experts are for authors: `reader` is theirs then. They count against the day of `reader`, and are left out when that
    is used up.
    """
    wanted = [_wanted(entry) for entry in opportunities]
    found = _best(wanted, audience, reader, KINDS if with_experts else KINDS[1:])
    try:
        list_for(reader, found)
    except Spent:
        found = [entry for entry in found if entry.kind != Profile.KIND]
    invited = invited_by(reader, [one.record for one in wanted]) if with_experts else {}
    return {
        one.record: _by_kind(one, [entry for entry in found if entry.fits == one.record], invited) for one in wanted
    }


def matches_for(record: str, audience: Audience, reader, *, with_experts: bool) -> list:
    """The matches of one offer or request, as `audience` sees it."""
    entry = Entry.objects.shown_of(record, audience)
    found = matches_of([entry] if entry else [], audience, reader, with_experts=with_experts)
    return found.get(record, [])


def _wanted(entry):
    def codes(dimension):
        return [facet.partition(":")[2] for facet in entry.facets if facet.startswith(f"{dimension}:")]

    def keys(codes, *names):
        return [f"{name}:{code}" for name in names for code in codes]

    is_offer = f"direction:{Direction.OFFER}" in entry.facets
    # Being for all regions is nothing in common.
    narrowed = codes("for") if len(codes("for")) < len(vocabulary.terms("region")) else []
    return Wanted(
        record=entry.record,
        opposite=f"direction:{Direction.REQUEST if is_offer else Direction.OFFER}",
        topics=keys(codes("topic"), *(("topic", "need") if is_offer else ("topic",))),
        modalities=keys(codes("modality"), "needed-modality" if is_offer else "modality"),
        languages=keys(codes("language"), "language"),
        regions=keys(narrowed, "region") + ([] if is_offer else keys(codes("region"), "for")),
    )


def _best(wanted, audience, reader, among):
    visible = Entry.objects.current().filter(audience=audience, language=get_language())
    visible = visible.exclude(ends_at__lt=timezone.now())
    if reader.is_authenticated:
        visible = visible.exclude(record__in=Announcement.objects.filter(author=reader).values("record"))
    parts = [_ranked(visible, one, kind) for one in wanted for kind in among]
    found = list(parts[0].union(*parts[1:], all=True)) if parts else []
    return sorted(found, key=lambda entry: (-entry.rank, -entry.occurs_at.timestamp(), entry.record))


def _ranked(visible, one, kind) -> QuerySet[Entry]:
    fitting = visible.filter(kind=kind, facets__overlap=one.topics).exclude(record=one.record)
    if kind == Opportunity.KIND:
        fitting = fitting.filter(facets__contains=[one.opposite])
    newest = fitting.order_by("-occurs_at").values("pk")[:COMPARED]
    rank = reduce(lambda total, part: total + part, (WEIGHTS[name] * in_common(getattr(one, name)) for name in WEIGHTS))
    ranked = Entry.objects.filter(pk__in=newest).annotate(rank=rank, fits=Value(one.record))
    shown = ("record", "kind", "audience", "title", "address", "text_language", "facets", "occurs_at")
    return ranked.only(*shown).order_by(F("rank").desc(), "-occurs_at", "record")[:MOST]


def _by_kind(one, entries, invited):
    groups = [
        (kinds.get(code), [_match(one, entry, invited) for entry in entries if entry.kind == code]) for code in KINDS
    ]
    return [(kind, matches) for kind, matches in groups if matches]


def _match(one, entry, invited):
    wanted = {*one.topics, *one.modalities, *one.languages, *one.regions}
    shared = [facet for facet in entry.facets if facet in wanted]
    known, needed = labels(shared, "topic"), labels(shared, "need")
    if entry.kind != Profile.KIND:
        text = _("Is about %(topics)s") % {"topics": listed(known or needed)}
    elif needed:
        text = _("Wants to learn about %(topics)s") % {"topics": listed(needed)}
    else:
        text = _("Works on %(topics)s") % {"topics": listed(known)}
    # What is for a region has that region in common.
    common = {f"region:{key.removeprefix('for:')}" if key.startswith("for:") else key for key in shared}
    return Match(entry, with_common(text, sorted(common)), invited.get((one.record, entry.record), ""))


def own_matches(reader: User, most: int) -> list[tuple[Entry, list]]:
    """The open offers and requests of `reader` that close first, with what fits each. Four statements."""
    own = Announcement.objects.filter(author=reader, kind=Opportunity.KIND).values("record")
    visible = Entry.objects.filter(audience=Audience.MEMBERS, language=get_language(), ends_at__gt=timezone.now())
    entries = list(visible.filter(record__in=own).defer("vector").order_by("ends_at", "record")[:most])
    found = matches_of(entries, Audience.MEMBERS, reader, with_experts=True)
    return [(entry, found[entry.record]) for entry in entries if found[entry.record]]
