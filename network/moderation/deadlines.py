"""When something has waited too long, in working days (Monday to Friday)."""

from datetime import timedelta

from django.utils import timezone

# Authors should have an answer within a working week.
WORKING_DAYS = 5
SATURDAY = 5


def overdue_before(now=None):
    """The moment such that whatever was submitted before it has waited more than `WORKING_DAYS`."""
    moment, left = now or timezone.now(), WORKING_DAYS
    while left:
        moment -= timedelta(days=1)
        if moment.weekday() < SATURDAY:
            left -= 1
    return moment
