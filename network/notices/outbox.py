"""Notices as a queue: written with the event, claimed by a sender, and how each ends. All clocks are the database's.

A letter may leave twice when its sender is killed between the server's answer and the commit; it is never lost.
"""

from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.db.models.lookups import GreaterThan
from django.utils.translation import get_language

from network.celery import knock
from network.notices.models import Notice, Reason, State

BATCH = 20
# Longer than a whole batch takes when each step of each letter takes as long as the time limit of the line allows.
LEASE = timedelta(minutes=10)
# After 2, 4, 8 … minutes and at most 6 hours: an outage of a day and a half loses no letter.
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=90)
FAILED_KEPT = timedelta(days=7)


def put(kind: str, about: object, user: AbstractBaseUser | None = None, *, address: str = "", **facts: Any) -> Notice:
    """Have `user` told of the event `about` of `kind`; call in its transaction. A second call changes nothing.

    `address` is where the letter goes if not to the user's own address; `facts` must be values of JSON.
    """
    notice = Notice(
        kind=kind, about=str(about), user=cast(Any, user), address=address, language=get_language(), facts=facts
    )
    return _write(notice)


def put_unsent(kind: str, about: object, reason: str) -> Notice:
    """Note an event of which nobody is told, for `reason`; it costs what `put` costs."""
    notice = Notice(kind=kind, about=str(about), state=State.SKIPPED, reason=reason, ended_at=Now())
    return _write(notice)


def _write(notice):
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    knock("network.notices.tasks.send")
    return notice


@transaction.atomic
def claim(owner: str) -> list[int]:
    """Lease notices that are due to `owner`, at most `BATCH`, never tried ones first; return their numbers."""
    due = Notice.objects.filter(state=State.PENDING, next_attempt_at__lte=Now())
    free = due.select_for_update(skip_locked=True).order_by(GreaterThan(F("attempts"), 0), "next_attempt_at", "pk")
    numbers = [notice.pk for notice in free.only("pk")[:BATCH]]
    leased = Notice.objects.filter(pk__in=numbers)
    leased.update(owner=owner, attempts=F("attempts") + 1, next_attempt_at=Now() + LEASE)
    return numbers


def find_held(owner: str, number: int) -> Notice | None:
    """Notice `number` as it is now, if `owner` still holds it: its reader may have been erased meanwhile."""
    held = Notice.objects.filter(pk=number, owner=owner, state=State.PENDING, next_attempt_at__gt=Now())
    return held.select_related("user").first()


def end(notice: Notice, state: str, reason: str = Reason.NONE) -> None:
    """Let `notice` end in `state`, unless its lease is over and somebody else has it."""
    emptied = {} if state == State.FAILED else {"address": "", "facts": {}}
    _held(notice).update(state=state, reason=reason, owner="", ended_at=Now(), **emptied)


def postpone(notice: Notice, reason: str) -> None:
    """Try again later, each time after a longer pause; in the end it has failed for `reason`."""
    if notice.attempts >= MOST_ATTEMPTS:
        end(notice, State.FAILED, reason)
        return
    pause = min(timedelta(minutes=2**notice.attempts), LONGEST_PAUSE)
    _held(notice).update(reason=reason, owner="", next_attempt_at=Now() + pause)


def release(owner: str) -> None:
    """Put back what `owner` holds and has not tried."""
    held = Notice.objects.filter(state=State.PENDING, owner=owner)
    held.update(owner="", attempts=F("attempts") - 1, next_attempt_at=Now())


def retry(notices: QuerySet[Notice]) -> int:
    """Have those of the queryset `notices` that failed tried anew; return how many."""
    failed = notices.filter(state=State.FAILED).exclude(user__isnull=True, address="")
    count = failed.update(state=State.PENDING, reason="", attempts=0, next_attempt_at=Now(), ended_at=None)
    knock("network.notices.tasks.send")
    return count


def delete_expired() -> None:
    """Delete what ended long ago, and empty what failed and nobody had tried again."""
    ended = Notice.objects.exclude(state=State.PENDING)
    ended.filter(ended_at__lt=Now() - KEPT).delete()
    ended.filter(ended_at__lt=Now() - FAILED_KEPT).exclude(address="", facts={}).update(address="", facts={})


def _held(notice):
    return Notice.objects.filter(pk=notice.pk, state=State.PENDING, owner=notice.owner)
