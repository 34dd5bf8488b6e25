"""Dates and times in words, the way CLDR writes them in the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_timezone_name
from django.utils.translation import get_language, to_locale

SKELETONS = {"month": "yMMMM", "year": "y"}


def locale() -> Locale:
    """The CLDR locale of the current language."""
    return Locale.parse(to_locale(get_language()))


def date_in_words(day, precision="day") -> str:
    """Write `day` (a date or its ISO form) only as exactly as it is known: to the day, month or year."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    if precision in SKELETONS:
        return format_skeleton(SKELETONS[precision], day, locale=locale())
    return format_date(day, "long", locale=locale())


def moment_in_words(starts_at, ends_at, timezone, *, all_day=False) -> str:
    """Write a span of time (datetimes or their ISO form) on the clocks of `timezone`, with its name."""
    zone = ZoneInfo(timezone)
    start, end = (
        (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(zone)
        for moment in (starts_at, ends_at)
    )
    days = format_interval(start.date(), end.date(), "yMMMMd", locale=locale())
    if start.date() == end.date():
        days = date_in_words(start.date())
    if all_day:
        return days
    clock = f"{format_time(start, 'short', locale=locale())}–{format_time(end, 'short', locale=locale())}"
    return f"{days}, {clock} ({get_timezone_name(zone, locale=locale())})"
