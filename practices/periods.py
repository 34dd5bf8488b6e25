"""Periods of five years, under which practices are filed by the year in which they began."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YEARS = 5
BEFORE = "before-2000"
# The forms take years up to 2100.
FIRST, LAST = 2000, 2100


def names() -> dict[str, str | Promise]:
    """What people call each period, the latest first."""
    starts = range(LAST, FIRST - 1, -YEARS)
    return {_code(year): f"{year}–{year + YEARS - 1}" for year in starts} | {BEFORE: _("before 2000")}


def period_of(year: int) -> str:
    """The code of the period in which `year` lies."""
    return BEFORE if year < FIRST else _code(year - year % YEARS)


def _code(year):
    return f"{year}-{year + YEARS - 1}"
