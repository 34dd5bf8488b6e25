"""Half-open UTC periods [start, end), one after the other without a gap; clocks of daylight saving play no part."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from network.alerts.models import Frequency

# How far back runs that nobody created are created still.
REACH = timedelta(days=14)


class Period(NamedTuple):
    """From `start`, up to but not including `end`."""

    start: datetime
    end: datetime


def window(now: datetime) -> Period:
    """The last window of match alerts that has ended by `now`."""
    length = settings.ALERT_WINDOW_SECONDS
    end = datetime.fromtimestamp(now.timestamp() // length * length, tz=now.tzinfo)
    return Period(end - timedelta(seconds=length), end)


def ended(frequency: str, now: datetime) -> list[Period]:
    """The periods of `frequency` that ended in the last fourteen days before `now`, the oldest first.

    A week ends on every day: each is the week of those who chose that weekday.
    """
    last = now.replace(hour=settings.DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if last > now:
        last -= timedelta(days=1)
    ends = [last - timedelta(days=back) for back in range(REACH.days - 1, -1, -1)]
    return [Period(start_of(frequency, end), end) for end in ends if frequency != Frequency.MONTHLY or end.day == 1]


def start_of(frequency: str, end: datetime) -> datetime:
    """When the period of `frequency` that ends at `end` began."""
    match frequency:
        case Frequency.DAILY:
            return end - timedelta(days=1)
        case Frequency.WEEKLY:
            return end - timedelta(days=7)
        case Frequency.MONTHLY:
            return (end - timedelta(days=1)).replace(day=1)
    raise ValueError(f"{frequency} has no calendar.")
