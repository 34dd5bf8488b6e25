"""What stands on the start page of the staff desk.

An admin class that has something to say there has a method `panels(request)`; it says nothing to whom it does not
concern. Nothing here knows a room.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from operator import attrgetter

from django.template.loader import render_to_string
from django.utils.functional import Promise


class Place(IntEnum):
    """Where a panel stands: what waits for the reader first, then what runs by itself."""

    YOURS = 1
    REVIEW = 2
    INQUIRIES = 3
    PAGES = 4
    COMING = 5
    COUNTRIES = 6
    MAIL = 7
    ACCOUNTS = 8
    INDEX = 9


@dataclass(frozen=True)
class Line:
    """One line: what it is about and where it leads; how many, and how many of them are late; since when, how far."""

    label: str | Promise
    address: str = ""
    count: int | None = None
    late: int = 0
    since: datetime | None = None
    note: str | Promise = ""
    done: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class Panel:
    """A heading with lines, a sentence where there are none, and ways on. Panels of one place are put together."""

    place: Place
    heading: str | Promise
    lines: list[Line] = field(default_factory=list)
    empty: str | Promise = ""
    ways: list[Line] = field(default_factory=list)


def progress(label: str, done: int, total: int) -> str:
    """How far long work is, as a bar and in numbers, for a column of a list; "–" where there is nothing to do."""
    return render_to_string("admin/_progress.html", {"label": label, "done": done, "total": total}).strip() or "–"


def gathered(panels: Iterable[Panel]) -> list[Panel]:
    """`panels` in the order of their places, one for each place."""
    by_place = groupby(sorted(panels, key=attrgetter("place")), key=attrgetter("place"))
    return [_joined(list(parts)) for _place, parts in by_place]


def _joined(parts):
    lines, ways = [line for part in parts for line in part.lines], [way for part in parts for way in part.ways]
    return replace(parts[0], lines=lines, ways=ways)
