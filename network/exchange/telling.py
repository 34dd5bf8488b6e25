"""What sides of answers are told by the clock: once a day, so that hundreds of answers are one letter.

What ended silently is told only here. A letter that left at once would tell, by its time, whose profile went.
"""

from itertools import groupby

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from network.exchange.models import Answer, Opportunity
from network.notices import outbox
from network.notices.models import Notice

SILENT = (Answer.End.EXPIRED, Answer.End.WITHDRAWN, Answer.End.STOPPED)


def tell_author(opportunity: Opportunity, answers: list[Answer]) -> None:
    """Have the author told of `answers`, in one letter a day for each offer or request; what is not told yet waits."""
    about = f"{opportunity.key} {timezone.now().date()}"
    if opportunity.author is None or Notice.objects.filter(kind="answer.begun", about=about).exists():
        return
    Answer.objects.filter(pk__in=[row.pk for row in answers]).update(told_at=timezone.now())
    outbox.put("answer.begun", about, opportunity.author)


@transaction.atomic
def tell_daily() -> None:
    """Note what has ended by time, and have everybody told what they were not told yet; to be called once a day."""
    note_ends()
    _tell_of_ends()
    _remind()
    _tell_of_answers()


def note_ends() -> None:
    """Note the end of what nobody answered in time, and of what its offer or request has left."""
    now = timezone.now()
    unanswered = Answer.objects.unanswered()
    numbers = unanswered.filter(Q(opportunity__isnull=True) | Q(opportunity__live__isnull=True)).values("pk")
    Answer.objects.filter(pk__in=numbers).update(end=Answer.End.STOPPED, ended_at=now, told_at=None)
    unanswered.filter(expires_at__lte=now).update(end=Answer.End.EXPIRED, ended_at=F("expires_at"), told_at=None)


def delete_expired() -> None:
    """Delete answers that ended long ago, and those that no exchange is left of."""
    Answer.objects.filter(exchange__isnull=True, begun_at__lt=timezone.now() - Answer.KEPT - Answer.OPEN_FOR).delete()


def _tell_of_ends():
    """One letter to each side that is still there and did not end it; it says neither how many nor why."""
    ended = _untold(Answer.objects.filter(end__in=SILENT))
    people = set()
    for row in ended:
        # Who began hears that there was no answer; who did not begin hears that it was taken back.
        began, other = (row.author, row.member) if row.is_asked else (row.member, row.author)
        people |= {
            Answer.End.EXPIRED: {began},
            Answer.End.WITHDRAWN: {other},
            Answer.End.STOPPED: {began, other},
        }[Answer.End(row.end)]
    for person in sorted(people - {None}, key=lambda user: user.pk):
        outbox.put("answer.ended", timezone.now().date(), person)


def _remind():
    """Once for each answer, after a week, whoever has not said yes or no: one letter to each person."""
    due = Answer.objects.open().filter(reminded_at__isnull=True, begun_at__lt=timezone.now() - Answer.REMINDED_AFTER)
    rows = list(due.select_for_update(of=("self",), skip_locked=True).select_related("author", "member"))
    Answer.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=timezone.now())
    people = {row.member if row.is_asked else row.author for row in rows}
    for person in sorted(people - {None}, key=lambda user: user.pk):
        outbox.put("answer.reminder", timezone.now().date(), person)


def _tell_of_answers():
    new = Answer.objects.open().filter(is_asked=False, told_at__isnull=True, author_yes_at__isnull=True)
    rows = new.select_related("opportunity__author").order_by("opportunity", "pk")
    for opportunity, answers in groupby(rows, key=lambda row: row.opportunity):
        tell_author(opportunity, list(answers))


def _untold(answers):
    rows = list(
        answers.filter(told_at__isnull=True)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("author", "member")
    )
    Answer.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=timezone.now())
    return rows
