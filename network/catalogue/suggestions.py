"""What a reader may have meant whose words find nothing or hardly anything.

Words that look like theirs are taken from the vocabulary and from titles and summaries that their audience may read. A
suggestion is offered only if it finds more for this reader at this moment, so it can tell nobody a word that stands in
nothing they may see, and it never leads nowhere.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from django.core.cache import cache
from django.utils.translation import get_language
from rapidfuzz import process
from rapidfuzz.distance import OSA

from network.catalogue import text, vocabulary
from network.catalogue.query import Query
from network.catalogue.search import Search

# From so many results on, nobody needs a suggestion.
ENOUGH = 3
WORD = re.compile(r"[^\W\d_]{4,}")
# Letters of a word from which on two of them may be wrong, left out, added or swapped; one in shorter words.
LONG = 7
# What one question may cost: words that are replaced, words of the index that are looked through, and the records that
# they are taken from, the newest. The list is kept for so many seconds.
MOST_REPLACED = 4
MOST_KNOWN = 20_000
MOST_ENTRIES = 5_000
KEEP = 600


class Known(NamedTuple):
    """How often a word is used, and how it is written."""

    used: int
    form: str


def instead_of(search: Search) -> Query | None:
    """The query that the reader of `search` may have meant, or None."""
    if not search.query.words or search.total >= ENOUGH:
        return None
    known = known_words(search)
    unknown = [typed for typed in WORD.findall(search.query.words) if plain(typed) not in known]
    nearest = {typed: nearest_to(plain(typed), known) for typed in unknown[:MOST_REPLACED]}
    words = WORD.sub(lambda found: nearest.get(found[0]) or found[0], search.query.words)
    if words == search.query.words:
        return None
    meant = replace(search.query, words=words)
    return meant if Search(meant, search.audience).total > search.total else None


def nearest_to(word: str, known: dict[str, Known]) -> str | None:
    """Of `known` words the one most like the plain `word`, of equals the most used, as it is written; or None."""
    most_wrong = 2 if len(word) >= LONG else 1
    alike = process.extract(word, known.keys(), scorer=OSA.distance, score_cutoff=most_wrong, limit=10)
    if text.is_ideographic(word) or not alike:
        return None
    found, _wrong, _place = min(alike, key=lambda like: (like[1], -known[like[0]].used))
    return known[found].form


def known_words(search: Search) -> dict[str, Known]:
    """The words, in plain letters, of what the reader of `search` may read in their language, and of the vocabulary."""
    name = f"words:{search.audience:d}:{get_language()}"
    return cache.get_or_set(name, lambda: _read(search.visible), KEEP) or {}


def _read(visible):
    texts = visible.order_by("-occurs_at").values_list("title", "summary")[:MOST_ENTRIES]
    forms = Counter(word.lower() for entry in texts for part in entry for word in WORD.findall(part))
    forms.update(word.lower() for name in vocabulary.all_names() for word in WORD.findall(name))
    known: dict[str, Known] = {}
    for form, used in forms.most_common(MOST_KNOWN):
        known.setdefault(plain(form), Known(used, form))
    return known


def plain(word: str) -> str:
    """`word` in small letters without accents, as the index knows it."""
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))
