"""Dates and times in words, the way CLDR writes them in the reader's language."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_datetime_format,
    get_timezone_name,
)
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext

from network.catalogue import vocabulary
from network.phrasing import locale

SKELETONS = {"month": "yMMMM", "year": "y"}
LAST_MOMENT = time(23, 59, 59)
FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2100, 12, 31)
# No clock is farther than a day from that of UTC.
FIRST_INSTANT = datetime.combine(FIRST_DAY - timedelta(days=1), time.min, UTC)
LAST_INSTANT = datetime.combine(LAST_DAY + timedelta(days=1), LAST_MOMENT, UTC)
DAYS = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))
INSTANTS = (MinValueValidator(FIRST_INSTANT), MaxValueValidator(LAST_INSTANT))


@cache
def timezones() -> list:
    """The names of the IANA time-zone database."""
    return sorted(available_timezones())


def timezone_choices() -> list:
    """Every time zone for a form: UTC, then by country in the reader's order, then those of no Member State."""
    by_country: dict = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            code, _place, name, *_comment = line.split("\t")
            by_country.setdefault(code, []).append(name)
    groups = [
        (label, sorted((name, f"{label}: {_city(name)}") for name in by_country[code]))
        for code, label in vocabulary.choices("country")
        if code in by_country
    ]
    listed = {"UTC"} | {name for _label, zones in groups for name, _words in zones}
    others = [(name, name) for name in timezones() if name not in listed]
    return [("UTC", "UTC"), *groups, (gettext("Other time zones"), others)]


def _city(name):
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


def date_in_words(day, precision="day") -> str:
    """Write `day` (a date or its ISO form) only as exactly as it is known: to the day, month or year."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    if precision in SKELETONS:
        return format_skeleton(SKELETONS[precision], day, locale=locale())
    return format_date(day, "long", locale=locale())


def date_for_machines(day: str, precision="day") -> str:
    """Cut the ISO date `day` to what is known of it: 2026-11-24, 2026-11 or 2026."""
    return day[: {"year": 4, "month": 7}.get(precision, 10)]


def moment_in_words(starts_at, ends_at, timezone, *, all_day=False) -> str:
    """Write a span of time (datetimes or their ISO form) on the clocks of `timezone`, with its name.

    An end that equals the start is an end that nobody knows.
    """
    start, end = local(starts_at, timezone), local(ends_at, timezone)
    days = format_interval(start.date(), end.date(), "yMMMMd", locale=locale())
    if start.date() == end.date():
        days = date_in_words(start.date())
    if all_day:
        return days
    clock = format_time(start, "short", locale=locale())
    if end > start:
        clock = f"{clock}–{format_time(end, 'short', locale=locale())}"
    joined = get_datetime_format("medium", locale=locale()).format(clock, days)
    return f"{joined} ({_zone_in_words(start, timezone)})"


def moment_for_machines(moment, timezone, *, all_day=False) -> str:
    """The ISO form of `moment` on the clocks of `timezone`; of a whole day the date only."""
    moment = local(moment, timezone)
    return (moment.date() if all_day else moment).isoformat()


def local(moment, timezone) -> datetime:
    """The datetime `moment` (or its ISO form) on the clocks of `timezone`; as it is where their year has no number."""
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    try:
        return moment.astimezone(ZoneInfo(timezone))
    except OverflowError:
        return moment


def whole_days(first, last, timezone) -> tuple:
    """First and last moment of the days from `first` to `last` on the clocks of `timezone`: how they are stored."""
    zone = ZoneInfo(timezone)
    return datetime.combine(first, time.min, zone), datetime.combine(last, LAST_MOMENT, zone)


def _zone_in_words(moment, timezone):
    # CLDR knows no region for UTC and would call it "Unknown Region".
    return timezone if timezone == "UTC" else get_timezone_name(moment, locale=locale())
