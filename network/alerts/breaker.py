"""What stops sending by itself: the pause switch, the day's quota, and a run of which too much comes back."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from network.alerts.models import MailSwitch, Message, Run, State

logger = logging.getLogger(__name__)

# Of the last messages of a run that ended; with fewer than the smallest sample a rate says nothing.
LAST = 1_000
SMALLEST_SAMPLE = 200
# Google asks bulk senders to stay below 0.1 % complaints; 5 % unknown addresses mean a bad list, 1 % policy
# refusals that we are about to be blocked.
LIMITS = {
    Message.Feedback.BOUNCED: 0.05,
    Message.Feedback.COMPLAINED: 0.001,
    Message.Feedback.BLOCKED: 0.01,
}


def allows() -> bool:
    """Whether bulk mail may leave at all now."""
    return not MailSwitch.paused() and not is_over_quota()


def is_over_quota() -> bool:
    """Whether as many messages left in the last 24 hours as may."""
    quota = settings.MAIL_DAILY_QUOTA
    since = timezone.now() - timedelta(hours=24)
    return bool(quota) and Message.objects.filter(state=State.SENT, ended_at__gte=since).count() >= quota


def watch(run_ids: set[int | None]) -> None:
    """Stop those of the runs `run_ids` (None is no run) of which too much comes back."""
    known = {pk for pk in run_ids if pk is not None}
    for run in Run.objects.filter(pk__in=known, state__in=[Run.State.PLANNING, Run.State.SENDING]):
        if trouble := _trouble(run):
            Run.objects.filter(pk=run.pk).update(state=Run.State.STOPPED, remark=trouble)
            run.remark = trouble
            logger.error("%s was stopped: %s", run, run.remark_in_words)


def _trouble(run):
    ended = Q(run=run, ended_at__isnull=False, state__in=[State.SENT, State.FAILED])
    if run.released_at:
        ended &= Q(ended_at__gte=run.released_at)
    last = list(Message.objects.filter(ended).order_by("-ended_at").values_list("feedback", flat=True)[:LAST])
    for feedback, limit in LIMITS.items():
        count = last.count(feedback)
        if count > limit * max(len(last), SMALLEST_SAMPLE) and count > 1:
            return Run.Remark.TROUBLE.with_values(count=count, last=len(last), feedback=feedback.value)
    return ""
