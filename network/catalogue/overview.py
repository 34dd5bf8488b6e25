"""What there is, counted for the home page: figures, pillars, and the world by region and country.

All numbers come from one statement. The declarations of kinds say what is counted (`kinds.Home`), `small_numbers` which
numbers of experts may be shown.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Count, F, Func, TextField, Value
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from network.catalogue import index, kinds, small_numbers, tiles, vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.pillars import Pillar
from network.catalogue.query import Query, counted

# From which number on a tile has the next shade.
SHADES = (1, 2, 5, 10)
# Stands for all entries of a kind where others are counted by facet.
ALL = ""

# Code of a kind → facet → how many current entries have it.
Numbers = dict[str, dict[str, int]]
# Audience → state of the index, and the numbers of that state.
_kept: dict[Audience, tuple[str, Numbers]] = {}


class Figure(NamedTuple):
    """A number with what it counts, and the list of that where there is one."""

    label: str
    number: int
    address: str = ""


class Tile(NamedTuple):
    """One country in the grid of its region, with the number of its entries and its page."""

    code: str
    country: str
    column: int
    row: int
    number: int
    address: str

    def __str__(self):
        text = ngettext("%(country)s: %(number)d good practice", "%(country)s: %(number)d good practices", self.number)
        return text % {"country": self.country, "number": self.number}

    @property
    def shade(self) -> int:
        """How dark the tile is: 0 for none, up to the number of `SHADES`."""
        return sum(self.number >= least for least in SHADES)


class Region(NamedTuple):
    """One region of the portal: its name, its list, its figures and its countries."""

    label: str
    address: str
    figures: tuple[Figure, ...]
    tiles: tuple[Tile, ...]


class Row(NamedTuple):
    """What the table says of one country; numbers stand in the order of its headings."""

    region: str
    country: str
    address: str
    numbers: tuple[int, ...]


class Overview:
    """What one audience can find, in the current language."""

    def __init__(self, audience: Audience):
        self.audience = audience
        self.counted = [kind for kind in kinds.registered() if kind.home and kind.home.is_counted]
        self.mapped = kinds.mapped()

    @cached_property
    def _numbers(self):
        """Kept in the memory of the process, because on a large portal counting takes longer than all else."""
        state = index.state()
        if _kept.get(self.audience, ("",))[0] != state:
            _kept[self.audience] = state, self._count()
        return _kept[self.audience][1]

    def _count(self) -> Numbers:
        """The same in every language."""
        entries = Entry.objects.filter(
            audience=self.audience, language=get_language(), kind__in=[kind.code for kind in self.counted]
        )
        facets = Func(F("facets"), Value(ALL), function="array_append")
        keys = counted(entries.current()).annotate(key=Func(facets, function="unnest", output_field=TextField()))
        numbers: Numbers = defaultdict(dict)
        for kind, key, number in keys.values_list("kind", "key").annotate(Count("pk")):
            numbers[kind][key] = number
        return numbers

    def _number(self, kind, key=ALL):
        return self._numbers[kind.code].get(key, 0)

    def _by(self, kind, dimension):
        """Code of `dimension` → how many entries of `kind` have it."""
        prefix = f"{dimension}:"
        return {
            key.removeprefix(prefix): number
            for key, number in self._numbers[kind.code].items()
            if key.startswith(prefix)
        }

    @property
    def numbers_by_country(self) -> dict[str, int]:
        """Code of each country with anything on the map → how much that is."""
        return self._by(self.mapped, "country")

    @cached_property
    def figures(self) -> list[Figure]:
        """The number of each counted kind, and of the countries that they come from; none that is zero."""
        figures = [
            Figure(str(kind.figure_label), number, kind.list_of_counted())
            for kind in self.counted
            if (number := self._number(kind)) and _may_show(kind, [number])
        ]
        countries = {code for kind in self.counted for code in self._by(kind, "country")}
        return [*figures, Figure(_("Countries"), len(countries))] if countries else figures

    @cached_property
    def pillars(self) -> list[tuple[Pillar, Figure]]:
        """The four pillars, each with what stands under it."""
        numbers = self._by(self.mapped, "pillar")
        return [
            (pillar, Figure(pillar.heading, numbers.get(str(pillar.value), 0), self._list_of(pillar=pillar.value)))
            for pillar in Pillar
        ]

    @cached_property
    def regions(self) -> list[Region]:
        """The regions from west to east; none where nothing is on the map."""
        numbers = self._by(self.mapped, "country")
        return [self._region(region, places, numbers) for region, places in tiles.by_region()] if numbers else []

    def _region(self, region, places, numbers):
        own = tuple(
            Tile(**place._asdict(), number=numbers.get(place.code, 0), address=reverse("country", args=[place.code]))
            for place in places
        )
        kinds_shown = [kind for kind in self.counted if _may_show(kind, self._by(kind, "region").values())]
        figures = [
            Figure(str(kind.figure_label), number)
            for kind in kinds_shown
            if (number := self._number(kind, f"region:{region}"))
        ]
        countries = Figure(_("Countries"), sum(tile.number > 0 for tile in own))
        return Region(vocabulary.label("region", region), self._list_of(region=region), (*figures, countries), own)

    @property
    def legend(self) -> list[tuple[int, str]]:
        """The shades of tiles, each with the numbers for which it stands."""
        ranges = [str(low) if high == low else f"{low}–{high}" for low, high in _ranges()]
        return list(enumerate([*ranges, _("%(number)d or more") % {"number": SHADES[-1]}], start=1))

    @cached_property
    def table_kinds(self) -> list[kinds.Kind]:
        """The kinds whose numbers stand in the table, which are all that may stand beside countries."""
        return [kind for kind in self.counted if _may_show(kind, self._by(kind, "country").values())]

    @cached_property
    def table(self) -> list[Row]:
        """All countries with anything on the map, by region and name; last those outside the regions."""
        numbers = [self._by(kind, "country") for kind in self.table_kinds]
        shown = self._by(self.mapped, "country")
        regions = [*vocabulary.choices("region"), (None, _("Other countries"))]
        return [
            Row(label, country, reverse("country", args=[code]), tuple(of_kind.get(code, 0) for of_kind in numbers))
            for region, label in regions
            for code, country in vocabulary.choices("country", only=_lies_in(region))
            if code in shown
        ]

    def _list_of(self, **filters):
        return self.mapped.list_of_counted(**filters)


def _may_show(kind: kinds.Kind, numbers: Iterable[int]) -> bool:
    """Whether `numbers` of `kind` may stand beside places, of which the whole world is one."""
    return not kind.is_person or small_numbers.may_show_beside_places(
        Query(filters=(("kind", (kind.code,)),)), [*numbers]
    )


def _lies_in(region):
    return lambda country: country.parent == region


def _ranges():
    """First and last number of each shade but the darkest, which has no last."""
    return [(low, next_low - 1) for low, next_low in pairwise(SHADES)]


def clear() -> None:
    """Count anew when next asked."""
    _kept.clear()
