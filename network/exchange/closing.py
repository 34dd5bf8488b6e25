"""When an offer or a request closes: at the end of a day in UTC, which is the same moment for everybody."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format

# What is open for longer is asked about by nobody's calendar.
FARTHEST = timedelta(days=366)
REMINDED_BEFORE = timedelta(days=5)


def today() -> date:
    """The day on the clock by which offers and requests close."""
    return timezone.now().astimezone(UTC).date()


def last_moment(day: date) -> datetime:
    """The last second of `day`, in which an answer still comes in time."""
    return datetime.combine(day, time(23, 59, 59), UTC)


def day_in_words(day: date | str) -> str:
    """Write `day` (a date or its ISO form) in the reader's language."""
    return date_format(date.fromisoformat(day) if isinstance(day, str) else day, "DATE_FORMAT")


def moment_in_words(moment: datetime) -> str:
    """Write `moment` with its time zone."""
    return date_format(moment.astimezone(UTC), "DATETIME_FORMAT")
