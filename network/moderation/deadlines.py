"""When something has waited too long, in working days (Monday to Friday)."""

from datetime import datetime, timedelta

from django.utils import timezone

# Authors should have an answer within a working week.
WORKING_DAYS = 5
SATURDAY = 5


def overdue_before(now: datetime | None = None, days: int = WORKING_DAYS) -> datetime:
    """The moment such that whatever was submitted before it has waited more than `days` working days."""
    return _working_days_from(now or timezone.now(), -days)


def after_working_days(days: int, moment: datetime) -> datetime:
    """The moment that is `days` working days after `moment`."""
    return _working_days_from(moment, days)


def _working_days_from(moment, days):
    step, left = timedelta(days=1 if days > 0 else -1), abs(days)
    while left:
        moment += step
        if moment.weekday() < SATURDAY:
            left -= 1
    return moment
