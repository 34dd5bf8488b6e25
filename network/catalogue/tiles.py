"""Where each country stands in a grid of its region: one tile of one size for each, without borders and areas."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from network.catalogue import vocabulary

# The places of the countries of each region, row by row, from west to east and from north to south. Borders and areas
# are left out on purpose.
PLACES = Path(__file__).parent / "data" / "tiles.json"
NO_COUNTRY = ".."


class Place(NamedTuple):
    """A country with its name in the current language, and its place in the grid of its region, from 1."""

    code: str
    country: str
    column: int
    row: int


def by_region() -> list[tuple[str, list[Place]]]:
    """The regions (codes) from west to east, each with the places of its countries."""
    return [(region, _places(rows)) for region, rows in _rows().items()]


def _places(rows):
    return [
        Place(code, vocabulary.label("country", code), column, row)
        for row, codes in enumerate(rows, start=1)
        for column, code in enumerate(codes, start=1)
        if code != NO_COUNTRY
    ]


@cache
def _rows() -> dict[str, list[list[str]]]:
    """Region → rows of codes."""
    return {region: [row.split() for row in rows] for region, rows in json.loads(PLACES.read_text()).items()}
