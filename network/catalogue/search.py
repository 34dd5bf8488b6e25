"""Answering a Query: one page of entries, and exact counts beside each filter."""

from dataclasses import dataclass, replace

from django.contrib.postgres.search import SearchRank
from django.core.paginator import Paginator
from django.db.models import Count, F, Func
from django.utils.functional import cached_property
from django.utils.translation import get_language

from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.query import Query, dimension_label, facet_label

PER_PAGE = 20
# The glossary's do-no-harm rule 4.2.8: no counts of experts by country where fewer than three are shown.
SMALLEST_COUNT_OF_EXPERTS = 3


@dataclass(frozen=True)
class Choice:
    """One value that a reader may filter by, and how many results it would leave."""

    code: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One dimension with its choices, most frequent first."""

    dimension: str
    label: str
    choices: tuple

    @property
    def is_active(self):
        """Whether any choice is taken."""
        return any(choice.chosen for choice in self.choices)


class Search:
    """What `query` finds for one audience in the current language."""

    def __init__(self, query, audience, facets=()):
        self.query = query
        self.audience = Audience(audience)
        self.dimensions = facets

    @cached_property
    def visible(self):
        """Every entry that this reader could find at all."""
        return Entry.objects.filter(audience=self.audience, language=get_language())

    @cached_property
    def hits(self):
        """All matching entries: best match first for words, soonest first for coming events, else newest first."""
        hits = self.query.matching(self.visible)
        if self.query.words:
            return hits.annotate(rank=SearchRank(F("vector"), self.query.search(), normalization=1)).order_by(
                "-rank", "-occurs_at", "record"
            )
        if self.query.codes("when") == ("upcoming",):
            return hits.order_by("occurs_at", "record")
        return hits.order_by("-occurs_at", "record")

    @cached_property
    def left_out(self) -> int:
        """How many entries the query leaves out because they may be outdated."""
        if self.query.words or self.query.with_outdated:
            return 0
        return replace(self.query, with_outdated=True).matching(self.visible.outdated()).count()

    def page(self, number):
        """A page of `PER_PAGE` hits; the nearest one that exists when `number` is not one."""
        return Paginator(self.hits.defer("vector", "facets"), PER_PAGE).get_page(number)

    @cached_property
    def facets(self) -> list[Facet]:
        """The facets with at least one choice. Two queries, and one more for each active dimension."""
        stored = [dimension for dimension in self.dimensions if dimension not in {"kind", "when"}]
        active = [dimension for dimension in stored if self.query.codes(dimension)]
        counts = self._counts(self.query)
        for dimension in active:
            counts = {key: count for key, count in counts.items() if not key.startswith(f"{dimension}:")} | {
                key: count
                for key, count in self._counts(self.query.without(dimension)).items()
                if key.startswith(f"{dimension}:")
            }
        if "kind" in self.dimensions:
            found = self.query.without("kind").matching(self.visible).values_list("kind").annotate(Count("pk"))
            counts |= {f"kind:{kind}": count for kind, count in found.order_by()}
        facets = [self._facet(dimension, counts) for dimension in self.dimensions]
        return [facet for facet in facets if facet.choices]

    def _counts(self, query):
        keys = query.matching(self.visible).order_by().annotate(key=Func(F("facets"), function="unnest"))
        return dict(keys.values_list("key").annotate(Count("pk")))

    def _facet(self, dimension, counts):
        prefix = f"{dimension}:"
        found = {key.removeprefix(prefix): count for key, count in counts.items() if key.startswith(prefix)}
        chosen = self.query.codes(dimension)
        if dimension == "when":
            found = dict.fromkeys(("upcoming", "past"))
        codes = [*found, *(code for code in chosen if code not in found)]
        choices = [
            Choice(code, facet_label(dimension, code), self._count(dimension, found.get(code, 0)), code in chosen)
            for code in codes
        ]
        if dimension == "pillar":
            choices.sort(key=lambda choice: choice.code)
        elif dimension != "when":
            choices.sort(key=lambda choice: (not choice.chosen, -(choice.count or 0), choice.label))
        return Facet(dimension, dimension_label(dimension), tuple(choices))

    def _count(self, dimension, count):
        of_experts = self.query.codes("kind") == ("expert",)
        if of_experts and dimension == "country" and count is not None and count < SMALLEST_COUNT_OF_EXPERTS:
            return None
        return count


def for_home(kind, audience):
    """The entries of `kind` that the home page shows, in the current language."""
    query = Query(filters=(("kind", (kind.code,)), *kind.home.filters))
    return Search(query, audience).hits.defer("vector", "facets")[: kind.home.limit]
