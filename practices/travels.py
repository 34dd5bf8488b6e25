"""Where practices travelled, as readers find it. Read from entries; many rows cost no more queries than one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network.catalogue import tiles
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry, EntryQuerySet

# Shades of the tile grid.
ADOPTING, ORIGIN = 2, 4


def adopted_into(country: str, audience: Audience) -> EntryQuerySet:
    """The adoptions in `country` (a code) that `audience` sees, in the current language, the latest first."""
    return _adoptions(audience).filter(facets__contains=[f"country:{country}"])


def adopted_from(country: str, audience: Audience) -> EntryQuerySet:
    """The adoptions elsewhere of practices of `country` (a code), as `adopted_into`."""
    return (
        _adoptions(audience)
        .filter(facets__contains=[f"origin:{country}"])
        .exclude(facets__contains=[f"country:{country}"])
    )


def adoptions_of(practice: str, audience: Audience) -> EntryQuerySet:
    """The adoptions of the practice with this key, as `adopted_into`."""
    return _adoptions(audience).filter(facets__contains=[f"practice:{practice}"])


def _adoptions(audience):
    entries = Entry.objects.current().filter(audience=audience, language=get_language(), kind="adoption")
    return entries.order_by("-started_year", "-occurs_at", "record").defer("vector")


class Tile(NamedTuple):
    """One country in the grid: where the practice comes from, where it was adopted, or neither."""

    code: str
    country: str
    column: int
    row: int
    shade: int
    address: str

    def __str__(self):
        texts = {ORIGIN: _("%(country)s: country of origin"), ADOPTING: _("%(country)s: adopted here")}
        return texts[self.shade] % {"country": self.country}


def grid(origins: Iterable[str], adopting: Iterable[str]) -> list[list[Tile]]:
    """The tiles of each region, from west to east, for a practice of `origins` that `adopting` took up (codes)."""
    shades = dict.fromkeys(adopting, ADOPTING) | dict.fromkeys(origins, ORIGIN)

    def tile(place):
        return Tile(*place, shades.get(place.code, 0), reverse("country", args=[place.code]))

    return [[tile(place) for place in places] for _region, places in tiles.by_region()]


class PublicTitles(Mapping):
    """What people call a practice that they follow, by its key: its title, where everybody may read it.

    No other practice can be followed, so that nobody learns from the answer which keys there are.
    """

    def __getitem__(self, key: str) -> str:
        if shown := Entry.objects.shown_of(key, Audience.PUBLIC):
            return f"“{shown.title}”"
        raise KeyError(key)

    def get(self, key, default=None):
        """Its title, or words that tell nothing of what is not for everybody, or is not there."""
        return super().get(key) or _("a practice that is not public now")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def page_context(request, card) -> dict:
    """What the page of the practice of `card` says of where it travelled, to this reader."""
    adoptions = list(adoptions_of(card.key, card.audience))
    return {
        "adoptions": adoptions,
        "tiles_by_region": grid(card.get("countries", ()), _countries_of(adoptions)) if adoptions else [],
        "may_be_followed": card.key in PublicTitles(),
        "shades": {"origin": ORIGIN, "adopting": ADOPTING},
    }


def _countries_of(adoptions):
    prefix = "country:"
    return {key.removeprefix(prefix) for entry in adoptions for key in entry.facets if key.startswith(prefix)}
