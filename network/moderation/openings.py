"""How often the pages of records are opened: numbers for the author, from which nobody learns who read.

Kept is a number for each record and month: no reader, address, cookie or time. What was opened on a day is told from
the next day on, so that whoever sends somebody a link cannot watch them open it; small numbers are told as
`catalogue.small_numbers` says. Counted is that a browser says that somebody goes to a page (Fetch Metadata, W3C, §2):
most programs say nothing of that kind, and the rest names itself. So it is rather too few than too many: old browsers
are silent, pages fetched in advance may not be read, and an answer 304 is a page that its reader has already.
"""

import logging
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.catalogue import small_numbers
from network.moderation.models import Opening

logger = logging.getLogger(__name__)

# Whoever wrote a record does not read it. One statement, so that of two readers at once each counts.
COUNT = """
INSERT INTO moderation_opening AS known (record_id, month, times, day, times_on_day)
SELECT id, date_trunc('month', %(day)s::date), 1, %(day)s, 1 FROM moderation_record
WHERE key = %(record)s AND author_id IS DISTINCT FROM %(reader)s
ON CONFLICT (record_id, month) DO UPDATE
SET times = known.times + 1, day = EXCLUDED.day,
    times_on_day = CASE WHEN known.day = EXCLUDED.day THEN known.times_on_day + 1 ELSE 1 END
"""
KEPT_FOR = timedelta(days=3 * 365)
ROBOTS = re.compile("bot|crawl|spider|slurp|preview|headless|lighthouse", re.IGNORECASE)
# Of the standard, and what browsers said before there was one.
IN_ADVANCE = ("Sec-Purpose", "Purpose", "X-Moz")
GOES_TO_A_PAGE = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


def count(request: HttpRequest, record: str) -> None:
    """Count that the page of `record` (its key) was opened, if `request` is that of a reader.

    Staff work on records, and authors do not read their own. The page comes to its reader whether it is counted or not.
    """
    if is_of_a_reader(request):
        transaction.on_commit(lambda: _count(record, request.user.pk))


def is_of_a_reader(request: HttpRequest) -> bool:
    """Whether `request` comes from a browser in which somebody, not of the staff, goes to a page to read it."""
    return (
        request.method == "GET"
        and all(request.headers.get(name) == value for name, value in GOES_TO_A_PAGE.items())
        and not any(request.headers.get(name) for name in IN_ADVANCE)
        and not ROBOTS.search(request.headers.get("User-Agent", ""))
        and not (request.user.is_authenticated and request.user.is_staff)
    )


def _count(record, reader):
    try:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"record": record, "reader": reader, "day": timezone.now().date()})
    except DatabaseError as error:
        # A line of its own would tell who read what.
        logger.warning("An opening was not counted: %s.", type(error).__name__)


def sentences(records: Iterable[str]) -> dict[str, str]:
    """How often each of `records` (keys) was read before today, where it was read at all."""
    today = timezone.now().date()
    found: dict[str, dict[date, int]] = {}
    for opening in Opening.objects.filter(record__key__in=records).select_related("record"):
        if times := opening.before(today):
            found.setdefault(opening.record.key, {})[opening.month] = times
    return {record: _sentence(by_month, today) for record, by_month in found.items()}


def _sentence(by_month, today):
    total = sum(by_month.values())
    since = {"since": date_format(min(by_month))}
    if small_numbers.is_small(total):
        return _("Read fewer than %(number)d times since %(since)s.") % {"number": small_numbers.SMALLEST, **since}
    text = ngettext("Read %(times)d time since %(since)s.", "Read %(times)d times since %(since)s.", total)
    last_month = by_month.get((today.replace(day=1) - timedelta(days=1)).replace(day=1), 0)
    if not small_numbers.may_show_part(last_month, total):
        return text % {"times": total, **since}
    text = ngettext(
        "Read %(times)d time since %(since)s, %(last_month)d of them last month.",
        "Read %(times)d times since %(since)s, %(last_month)d of them last month.",
        total,
    )
    return text % {"times": total, "last_month": last_month, **since}


def delete_expired(now: datetime | None = None) -> None:
    """Forget the numbers of months that are long ago."""
    Opening.objects.filter(month__lt=((now or timezone.now()) - KEPT_FOR).date()).delete()
