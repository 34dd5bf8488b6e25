"""What waits for moderators: how much of each kind, since when, and how much of it for too long."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.catalogue import kinds
from network.moderation.deadlines import overdue_before
from network.moderation.models import Appeal, Proposal, Record
from network.moderation.querysets import RecordQuerySet

# A proposal lapses after five working days; colleagues are reminded before that.
DAYS_FOR_A_SECOND_OPINION = 3


def open_to(moderator: User) -> RecordQuerySet:
    """What waits and `moderator` may decide: nothing of their own, of a colleague, or that they proposed themselves."""
    of_others = Record.objects.waiting().exclude(author=moderator).exclude(proposal__by=moderator)
    return of_others.filter(Q(assignment__isnull=True) | Q(assignment__moderator=moderator))


def next_for(moderator: User, after: Record | None = None) -> Record | None:
    """What `moderator` may decide next: what has waited longest, or if they look at one, what comes `after` it."""
    waiting = open_to(moderator)
    if after is None or after.submitted_at is None:
        return waiting.first()
    others = waiting.exclude(pk=after.pk)
    later = others.filter(Q(submitted_at__gt=after.submitted_at) | Q(submitted_at=after.submitted_at, pk__gt=after.pk))
    return later.first() or others.first()


def next_in(listed: QuerySet[Record], moderator: User, after: Record | None = None) -> Record | None:
    """What `moderator` may decide next in the order of `listed`, as somebody filtered it; after the last, the first."""
    wanted = Q(pk__in=open_to(moderator).order_by().values("pk"))
    shown = list(listed.filter(wanted | Q(pk=after.pk) if after else wanted).values_list("pk", flat=True))
    place = shown.index(after.pk) if after and after.pk in shown else 0
    others = [pk for pk in shown[place:] + shown[:place] if not after or pk != after.pk]
    return Record.objects.filter(pk=others[0]).first() if others else None


@dataclass(frozen=True)
class Waiting:
    """One line of the start page. `filters` is the query string with which the queue shows what it counts."""

    label: str | Promise
    filters: str
    count: int
    late: int
    oldest: datetime


def waiting(now: datetime | None = None) -> list[Waiting]:
    """A line for everything of which something waits at `now`, the longest waiting first."""
    limit, soon = overdue_before(now), overdue_before(now, DAYS_FOR_A_SECOND_OPINION)
    by_kind = Record.objects.waiting().order_by().values_list("kind")
    lines = [
        Waiting(str(kinds.get(kind)), f"kind__exact={kind}", *figures)
        for kind, *figures in by_kind.annotate(**_figures("submitted_at", limit))
    ]
    for label, filters, rows in (
        (_("Refusals and suspensions to be confirmed"), "status=second", Proposal.objects.all()),
        (_("Appeals"), "status=appeal", Appeal.objects.waiting()),
    ):
        is_proposal = rows.model is Proposal
        lines.append(Waiting(label, filters, **rows.aggregate(**_figures("at", soon if is_proposal else limit))))
    return sorted((line for line in lines if line.count), key=lambda line: line.oldest)


def _figures(since, limit):
    return {"count": Count("pk"), "late": Count("pk", filter=Q(**{f"{since}__lte": limit})), "oldest": Min(since)}
