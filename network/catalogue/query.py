"""A Query: what a reader asked for, parsed once from the address.

Different dimensions are joined by AND, values inside one dimension by OR. A query knows its canonical address,
its sentence in words, and the entries that match it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from network import cleaning
from network.catalogue import asking, dimensions, kinds, text, vocabulary
from network.catalogue.models import EntryQuerySet
from network.phrasing import joined, listed

# The parameter that asks also for what may be outdated.
WITH_OUTDATED = "outdated"
LONGEST_WORDS = 200
MOST_VALUES = 20
LONGEST_VALUE = 60


@dataclass(frozen=True)
class Query:
    """Words to find, and for each dimension the codes of which one must apply.

    `filters` is a sorted tuple of (dimension, sorted tuple of codes) without empty ones, so that equal
    questions are equal queries. `with_outdated` asks also for what only words would find, because it may be outdated.
    """

    words: str = ""
    filters: tuple = field(default=())
    with_outdated: bool = False

    @classmethod
    def parse(cls, parameters: QueryDict, **fixed: str) -> Self:
        """Read a query from a QueryDict. Unknown parameters are ignored; unknown codes stay and match nothing.

        `fixed` sets dimensions that the page itself decides, such as `kind="practice"`.
        """
        filters = {}
        for dimension in dimensions.codes():
            values = [fixed[dimension]] if dimension in fixed else parameters.getlist(dimension)
            codes = {value.strip()[:LONGEST_VALUE] for value in values if value.strip() and "\0" not in value}
            if codes:
                filters[dimension] = tuple(sorted(codes)[:MOST_VALUES])
        words = typed_words(parameters)[:LONGEST_WORDS].strip()
        with_outdated = parameters.get(WITH_OUTDATED) == "1"
        return cls(words=words, filters=tuple(filters.items()), with_outdated=with_outdated)

    def __bool__(self):
        return bool(self.words or self.filters)

    def codes(self, dimension: str) -> tuple[str, ...]:
        """The codes asked for in `dimension`."""
        return dict(self.filters).get(dimension, ())

    def without(self, dimension: str) -> Self:
        """The same query without `dimension`."""
        return replace(self, filters=tuple(item for item in self.filters if item[0] != dimension))

    def narrowed_to(self, *dimensions: str) -> bool:
        """Whether it asks for nothing but codes of `dimensions`."""
        return not self.words and all(dimension in dimensions for dimension, _codes in self.filters)

    def toggled(self, dimension: str, code: str) -> Self:
        """The same query with `code` added to `dimension`, or taken out of it."""
        codes = set(self.codes(dimension)) ^ {code}
        filters = {**dict(self.filters), dimension: tuple(sorted(codes))}
        return replace(self, filters=tuple((name, filters[name]) for name in dimensions.codes() if filters.get(name)))

    def encoded(self, *, leave_out: Iterable[str] = ()) -> str:
        """The canonical query string, without the dimensions named in `leave_out`."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, code) for name, codes in self.filters if name not in leave_out for code in codes]
        pairs += [(WITH_OUTDATED, "1")] if self.with_outdated else []
        return urlencode(pairs)

    def keys(self) -> list:
        """Its codes as entries have them among their facets, `dimension:code`."""
        return [f"{dimension}:{code}" for dimension, codes in self.filters for code in codes]

    def in_words(self) -> str:
        """The query as a sentence for people, in the current language."""
        values = {
            dimension: listed((facet_label(dimension, code) for code in codes), "or")
            for dimension, codes in self.filters
        }
        subject = values.pop("kind", None) or _("All content")
        phrases = [_("with the words “%(words)s”") % {"words": self.words}] if self.words else []
        phrases += [dimensions.get(dimension).phrase % {"values": names} for dimension, names in values.items()]
        return joined([subject, *phrases])

    def matching(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Narrow `entries`, a queryset of Entry in one language, to those that this query asks for."""
        for dimension, codes in self.filters:
            entries = entries.filter(_condition(dimension, codes))
        if self.words:
            return entries.filter(vector=self.search())
        return entries if self.with_outdated else entries.current()

    def search(self, language: str | None = None) -> SearchQuery:
        """The words as a full-text query of `language`, by default the one in which the reader reads."""
        return SearchQuery(asking.expression(self.words), search_type="raw", config=text.configuration(language))


def typed_words(parameters: QueryDict) -> str:
    """What was typed to be found, however long, with single spaces between its words."""
    return " ".join(cleaning.one_line(parameters.get("q", "").replace("\0", " ")).split())


def counted(entries: EntryQuerySet) -> EntryQuerySet:
    """Narrow `entries` to those that figures count: of kinds that close, for example, what is open."""
    for kind in kinds.registered():
        for dimension, codes in kind.counted_by:
            entries = entries.filter(~Q(kind=kind.code) | _condition(dimension, codes))
    return entries


def _condition(dimension, codes):
    if dimension == "kind":
        return Q(kind__in=codes)
    if by_clock := dimensions.get(dimension).by_clock:
        known = by_clock(timezone.now())
        return _any(known.get(code, Q(pk__in=[])) for code in codes)
    return Q(facets__overlap=[f"{dimension}:{code}" for code in codes])


def _any(conditions):
    joined = Q(pk__in=[])
    for condition in conditions:
        joined |= condition
    return joined


def facet_label(dimension: str, code: str) -> str:
    """What people call `code` of `dimension`, shortened where it was typed by somebody."""
    names = dimensions.get(dimension).names
    known = names().get(code) if names else None
    return str(known) if known else Truncator(vocabulary.label(dimension, code)).chars(LONGEST_VALUE)
