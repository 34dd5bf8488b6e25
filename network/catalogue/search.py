"""Answering a Query: one page of entries, and exact counts beside each filter."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from django.contrib.postgres.search import SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Func, Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network import collation
from network.catalogue import asking, dimensions, kinds, lexemes, small_numbers
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry, EntryQuerySet
from network.catalogue.orders import BEST_MATCH, NEWEST, TITLE, Order
from network.catalogue.query import Query, facet_label

PER_PAGE = 20
# The facet of what editors marked.
FEATURED = "mark:featured"
MOST_FEATURED = 3


class Counted(NamedTuple):
    """How many entries have something in common, and how many of them are experts."""

    everything: int
    experts: int


@dataclass(frozen=True)
class Choice:
    """One value that a reader may filter by, and how many results it would leave."""

    code: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One dimension with its choices: in an order of their own where they have one, else the most frequent first."""

    dimension: str
    label: str
    choices: tuple

    @property
    def is_active(self) -> bool:
        """Whether any choice is taken."""
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Tab:
    """One kind, or all, to which a reader may turn with the same question."""

    label: str
    query: Query
    count: int | None
    is_current: bool


class Search:
    """What `query` finds for one audience in the current language, in the offered order whose code is `order`."""

    def __init__(self, query: Query, audience: Audience, facets: Iterable[str] = (), order: str | None = None):
        self.query = query
        self.audience = Audience(audience)
        self.dimensions = facets
        self.orders = orders_for(query)
        self.order = next((offered for offered in self.orders if offered.code == order), self.orders[0])

    @cached_property
    def visible(self) -> EntryQuerySet:
        """Every entry that this reader could find at all."""
        return Entry.objects.filter(audience=self.audience, language=get_language())

    @cached_property
    def hits(self) -> EntryQuerySet:
        """All matching entries in their order; equal ones in that of their keys, so that no page repeats one."""
        hits = self.query.matching(self.visible)
        if self.order is BEST_MATCH:
            hits = hits.annotate(rank=SearchRank(F("vector"), self.query.search(), normalization=1))
        return hits.order_by(*self.order.by, "record")

    @cached_property
    def left_out(self) -> int:
        """How many entries the query leaves out because they may be outdated."""
        if self.query.words or self.query.with_outdated:
            return 0
        return replace(self.query, with_outdated=True).matching(self.visible.outdated()).count()

    @property
    def tells_left_out(self) -> bool:
        """Whether that number may be shown."""
        return small_numbers.may_show(self.query, self.left_out if small_numbers.may_count_experts(self.query) else 0)

    @cached_property
    def total(self) -> int:
        """How many hits there are; `shown_total` is for readers."""
        return self.hits.order_by().count()

    @property
    def shown_total(self) -> int | None:
        """How many hits there are; None where that must not be shown."""
        return self.total if small_numbers.may_show(self.query, self._experts()) else None

    def _experts(self):
        """How many of the hits are experts."""
        if not small_numbers.may_count_experts(self.query):
            return 0
        if "kind" not in self.dimensions:
            return self.total
        asked = self.query.codes("kind")
        return sum(counted.experts for kind, counted in self._found["kind"].items() if not asked or kind in asked)

    def page(self, number: str | int | None) -> Page:
        """A page of `PER_PAGE` hits; the nearest one that exists when `number` is not one."""
        paginator = Paginator(self.hits.defer("vector", "facets"), PER_PAGE)
        paginator.count = self.total
        return paginator.get_page(number)

    @cached_property
    def says_nothing(self) -> bool:
        """Whether the words are none that could be looked for, as single letters and words that every text has."""
        if not self.query.words or self.total:
            return False
        return not any(lexemes.of(asking.plainly(self.query.words)).values())

    @cached_property
    def facets(self) -> list[Facet]:
        """The facets with at least one choice, except the kinds, which are tabs."""
        shown = [dimension for dimension in self.dimensions if dimension != "kind"]
        facets = [self._facet(dimension, self._found[dimension]) for dimension in shown]
        return [facet for facet in facets if facet.choices]

    @cached_property
    def tabs(self) -> list[Tab]:
        """All kinds, and each kind that the query finds something of; none where the page is one of a single kind."""
        if "kind" not in self.dimensions:
            return []
        everything, asked = self.query.without("kind"), self.query.codes("kind")
        found = self._facet("kind", self._found["kind"]).choices
        return [
            Tab(_("All content"), everything, None, not asked),
            *(
                Tab(choice.label, everything.toggled("kind", choice.code), choice.count, asked == (choice.code,))
                for choice in found
            ),
        ]

    @cached_property
    def _found(self):
        """Dimension → code → `Counted`. Two queries, and one more for each active dimension."""
        by_clock = [dimension for dimension in self.dimensions if dimensions.get(dimension).by_clock]
        stored = [dimension for dimension in self.dimensions if dimension not in {"kind", *by_clock}]
        counts = self._counts(self.query)
        found = {dimension: _of(dimension, counts) for dimension in stored}
        for dimension in stored:
            if self.query.codes(dimension):
                found[dimension] = _of(dimension, self._counts(self.query.without(dimension)))
        if "kind" in self.dimensions:
            of_people = kinds.of_people()
            counted = self.query.without("kind").matching(self.visible).order_by().values_list("kind")
            found["kind"] = {
                kind: Counted(count, count if kind in of_people else 0) for kind, count in counted.annotate(Count("pk"))
            }
        return found | {dimension: dict.fromkeys(_named(dimension)) for dimension in by_clock}

    def _counts(self, query):
        keys = query.matching(self.visible).order_by().annotate(key=Func(F("facets"), function="unnest"))
        counted = keys.values_list("key").annotate(
            everything=Count("pk"), experts=Count("pk", filter=Q(kind__in=kinds.of_people()))
        )
        return {key: Counted(everything, experts) for key, everything, experts in counted}

    def _facet(self, dimension, found):
        chosen = self.query.codes(dimension)
        shown = self._numbers(dimension, found)
        codes = [*found, *(code for code in chosen if code not in found)]
        declared = dimensions.get(dimension)
        names = declared.names() if declared.names else {}
        choices = [
            Choice(code, str(names.get(code) or facet_label(dimension, code)), shown.get(code, 0), code in chosen)
            for code in codes
        ]
        if names:
            places = {code: place for place, code in enumerate(names)}
            choices.sort(key=lambda choice: places.get(choice.code, len(places)))
        else:
            choices.sort(key=lambda choice: (not choice.chosen, -(choice.count or 0), collation.key(choice.label)))
        return Facet(dimension, str(declared.label), tuple(choices))

    def _numbers(self, dimension, found):
        """Code → the number beside it, or None where it may not be shown."""
        query = self.query.without(dimension)
        if dimensions.get(dimension).by_clock:
            return found
        if dimension in small_numbers.PLACES:
            are_shown = small_numbers.may_show_beside_places(query, [counted.experts for counted in found.values()])
            return {code: counted.everything if are_shown else None for code, counted in found.items()}
        return {
            code: counted.everything if small_numbers.may_show(query, counted.experts) else None
            for code, counted in found.items()
        }


def orders_for(query: Query) -> tuple[Order, ...]:
    """The orders that a reader may choose from, the usual one first: how well words fit, then those of the kind."""
    asked = [code for code in query.codes("kind") if kinds.exists(code)]
    offered = kinds.get(asked[0]).orders if len(asked) == 1 else (NEWEST, TITLE)
    return (BEST_MATCH, *offered) if query.words else offered


def _named(dimension):
    """The codes of `dimension`, which gives them names."""
    names = dimensions.get(dimension).names
    return names() if names else {}


def _of(dimension, counts):
    prefix = f"{dimension}:"
    return {key.removeprefix(prefix): counted for key, counted in counts.items() if key.startswith(prefix)}


def for_home(kind: kinds.Kind, audience: Audience, shown_already: Iterable[Entry] = ()) -> EntryQuerySet:
    """The entries of `kind` that the home page shows, in the current language."""
    block = cast(kinds.Home, kind.home)
    query = Query(filters=(("kind", (kind.code,)), *block.filters))
    hits = Search(query, audience).hits.exclude(record__in=[entry.record for entry in shown_already])
    return hits.defer("vector", "facets")[: block.limit]


def for_featured(audience: Audience) -> EntryQuerySet:
    """The `MOST_FEATURED` latest entries that editors marked, in the current language."""
    marked = Search(Query(), audience).hits.filter(facets__contains=[FEATURED])
    return marked.defer("vector", "facets")[:MOST_FEATURED]
