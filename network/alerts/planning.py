"""Runs and their messages: which period is due, and who gets mail about it. Everything here may be done twice.

Whoever wakes up creates what is missing; uniqueness in the database makes a second planner harmless.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone

from network.alerts import news
from network.alerts.matching import match_all
from network.alerts.models import Frequency, Hit, Message, Purpose, Run, State, Subscriber, Subscription
from network.alerts.periods import ended, start_of, window
from network.alerts.slow_transaction import slow_transaction

logger = logging.getLogger(__name__)

CHUNK = 5_000
# Any number; planners wait for each other here, chunk by chunk.
PLANNING_LOCK = 20_260_043
CALENDAR = (Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY)

# What somebody was told by one subscription is not news to them by another one.
ALREADY_TOLD = """
UPDATE alerts_hit h SET message_id = earlier.message_id
FROM alerts_hit earlier, alerts_subscription s
WHERE h.message_id IS NULL AND h.at < %(end)s AND s.id = h.subscription_id AND s.frequency = %(frequency)s
    AND earlier.subscriber_id = h.subscriber_id AND earlier.record = h.record
    AND earlier.announcement_id = h.announcement_id AND earlier.message_id IS NOT NULL
"""

# One chunk of people who have something to be told: their messages, and the hits that these will tell.
CHUNK_OF_MESSAGES = """
WITH chunk AS (
    SELECT p.id FROM alerts_subscriber p
    WHERE p.id > %(cursor)s AND p.stopped_at IS NULL
        AND (%(weekday)s::int IS NULL OR p.weekday = %(weekday)s)
        AND (
            EXISTS (
                SELECT FROM alerts_hit h JOIN alerts_subscription s ON s.id = h.subscription_id
                WHERE h.subscriber_id = p.id AND h.message_id IS NULL AND h.at < %(end)s
                    AND s.frequency = %(frequency)s AND s.ended_at IS NULL
            )
            OR %(has_news)s AND EXISTS (
                SELECT FROM alerts_subscription s
                WHERE s.subscriber_id = p.id AND s.purpose = 'newsletter' AND s.frequency = %(frequency)s
                    AND s.ended_at IS NULL AND s.confirmed_at < %(end)s
            )
        )
    ORDER BY p.id LIMIT %(size)s
), made AS (
    INSERT INTO alerts_message (kind, run_id, subscriber_id, not_before)
    SELECT %(kind)s, %(run)s, id, now() + %(review)s FROM chunk
    ON CONFLICT DO NOTHING
    RETURNING id, subscriber_id
), told AS (
    UPDATE alerts_hit h SET message_id = made.id
    FROM made, alerts_subscription s
    WHERE h.subscriber_id = made.subscriber_id AND h.message_id IS NULL AND h.at < %(end)s
        AND s.id = h.subscription_id AND s.frequency = %(frequency)s AND s.ended_at IS NULL
)
SELECT max(chunk.id), count(chunk.id), (SELECT count(*) FROM made) FROM chunk
"""


def plan_all(now: datetime | None = None) -> None:
    """Create the runs that are due at `now` and plan whatever is not planned yet, the oldest period first."""
    now = now or timezone.now()
    match_all()
    ensure_runs(now)
    for run in Run.objects.filter(state=Run.State.PLANNING).order_by("period_end", "pk"):
        plan(run)
    close_runs()


def ensure_runs(now: datetime) -> None:
    """Create the run of each period that has ended, as far back as `periods.REACH`; those of alerts where needed."""
    beginning = Subscription.objects.running().aggregate(first=Min("confirmed_at"))["first"]
    if beginning is None:
        return
    due = [
        Run(kind=Run.Kind.DIGEST, frequency=frequency, period_start=period.start, period_end=period.end)
        for frequency in CALENDAR
        for period in ended(frequency, now)
        if period.end > beginning
    ]
    period = window(now)
    if _untold(Frequency.AT_ONCE, period.end).exists():
        due.append(
            Run(
                kind=Run.Kind.ALERT,
                frequency=Frequency.AT_ONCE,
                period_start=period.start,
                period_end=period.end,
            )
        )
    Run.objects.bulk_create(due, ignore_conflicts=True)


def run_extra(frequency: str, now: datetime | None = None) -> Run:
    """Create a digest of what waits for `frequency` now, outside the calendar; the next regular one tells the rest."""
    run = _extra(frequency, now or timezone.now())
    run.save(force_insert=True)
    return run


def extra_recipients(frequency: str, now: datetime | None = None) -> int:
    """To how many people at most `run_extra` would send: those for whom something waits, or who get the newsletter."""
    run = _extra(frequency, now or timezone.now())
    people = Q(pk__in=_untold(frequency, run.period_end).values("subscriber"))
    if news.exists(run):
        newsletters = Subscription.objects.running().filter(purpose=Purpose.NEWSLETTER, frequency=frequency)
        people |= Q(pk__in=newsletters.values("subscriber"))
    return Subscriber.objects.filter(people, stopped_at__isnull=True).count()


def _extra(frequency, now):
    last = Run.objects.filter(frequency=frequency).order_by("-period_end").first()
    start = last.period_end if last else start_of(frequency, now)
    return Run(kind=Run.Kind.EXTRA, frequency=frequency, period_start=start, period_end=now)


def _untold(frequency, end):
    return Hit.objects.filter(
        message__isnull=True,
        at__lt=end,
        subscription__frequency=frequency,
        subscription__ended_at__isnull=True,
        subscriber__stopped_at__isnull=True,
    )


def plan(run: Run) -> int:
    """Write the messages of `run` into the outbox, chunk by chunk; return how many were made.

    Each chunk is a transaction that also moves the cursor: a planner that dies loses nothing and doubles nothing.
    """
    with slow_transaction():
        _execute(ALREADY_TOLD, {"end": run.period_end, "frequency": run.frequency})
    made, more = 0, True
    while more:
        with slow_transaction():
            # Two runs of one frequency must not both find the same untold hits, or one makes empty messages.
            _execute("SELECT pg_advisory_xact_lock(%(key)s)", {"key": PLANNING_LOCK})
            locked = Run.objects.select_for_update(skip_locked=True).filter(pk=run.pk, state=Run.State.PLANNING).first()
            if locked is None:
                return made
            last, found, planned = _execute(CHUNK_OF_MESSAGES, _parameters(locked))
            more = found == CHUNK
            locked.cursor = last or locked.cursor
            locked.planned += planned
            if not more:
                locked.state = Run.State.SENDING if locked.planned else Run.State.DONE
            locked.save(update_fields=["cursor", "planned", "state"])
            made += planned
    if made:
        logger.info("%s: %d messages planned", run, made)
    return made


def _parameters(run):
    is_alert = run.kind == Run.Kind.ALERT
    return {
        "run": run.pk,
        "kind": Message.Kind.ALERT if is_alert else Message.Kind.DIGEST,
        "frequency": run.frequency,
        "end": run.period_end,
        # An extra run is for everybody, whatever their day.
        "weekday": run.period_end.isoweekday() if _is_weekly(run) else None,
        "has_news": not is_alert and news.exists(run),
        "review": timedelta(seconds=0 if run.kind != Run.Kind.DIGEST else settings.DIGEST_REVIEW_SECONDS),
        "cursor": run.cursor,
        "size": CHUNK,
    }


def _is_weekly(run):
    return run.kind == Run.Kind.DIGEST and run.frequency == Frequency.WEEKLY


def close_runs() -> None:
    """Call those runs done of which nothing waits any more."""
    open_messages = Message.objects.filter(run=OuterRef("pk"), state__in=[State.PENDING, State.LEASED])
    Run.objects.filter(~Exists(open_messages), state=Run.State.SENDING).update(state=Run.State.DONE)


def _execute(statement, parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone() if cursor.description else None
