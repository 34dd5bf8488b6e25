"""What staff see of answers and exchanges: how many stand where and since when, what is stuck and why; no persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.exchange.agreements.terms import Terms
from network.exchange.models import Answer, Evaluation, Exchange, FollowUp, Proposal, Side, Stage

MONTHS = 12
# After how long something is stuck. Answers end by themselves after fourteen days.
ANSWERS_WAIT = timedelta(days=7)
PROPOSALS_WAIT = timedelta(days=7)
NOTHING_AGREED = timedelta(days=21)
NOT_BEGUN = timedelta(days=7)
NOT_DONE = timedelta(days=14)
NOT_SAID = timedelta(days=30)
MOST_STUCK = 100
AGES = (timedelta(days=7), timedelta(days=30))

WAITS_FOR = {
    Side.AUTHOR: gettext_lazy("waits for who made the offer or request"),
    Side.MEMBER: gettext_lazy("waits for the member"),
}


class Stuck(NamedTuple):
    """One row that does not move: its model and number, why, and since when."""

    model: str
    number: int
    reason: str | Promise
    since: datetime
    days: int


class State(NamedTuple):
    """How many stand somewhere: for less than a week, less than a month, and longer."""

    label: str | Promise
    counts: list[int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


class Month(NamedTuple):
    """What became of the answers that began in one month."""

    first_day: datetime
    begun: int
    agreed: int
    declined: int
    expired: int
    otherwise: int


def stuck(now: datetime | None = None) -> list[Stuck]:
    """What does not move, the oldest first."""
    now = now or timezone.now()
    found = [*_stuck_answers(now), *_stuck_proposals(now), *_stuck_exchanges(now), *_missing_statements(now)]
    return sorted(found, key=lambda row: row.since)[:MOST_STUCK]


def _row(now, model, number, reason, since):
    return Stuck(model, number, reason, since, (now - since).days)


def _stuck_answers(now) -> Iterator[Stuck]:
    rows = Answer.objects.open().filter(begun_at__lte=now - ANSWERS_WAIT)
    for number, author_yes_at, since in rows.values_list("pk", "author_yes_at", "begun_at"):
        yield _row(now, "answer", number, WAITS_FOR[Side.MEMBER if author_yes_at else Side.AUTHOR], since)


def _stuck_proposals(now) -> Iterator[Stuck]:
    rows = Proposal.objects.open().filter(exchange__in=Exchange.objects.open(), at__lte=now - PROPOSALS_WAIT)
    for number, side, since in rows.values_list("exchange", "by", "at"):
        yield _row(now, "exchange", number, WAITS_FOR[Side(side).other], since)


def _stuck_exchanges(now) -> Iterator[Stuck]:
    waiting = Proposal.objects.open().values("exchange")
    for number, stage, since, terms in (
        Exchange.objects.open().exclude(pk__in=waiting).values_list("pk", "stage", "stage_since", "terms")
    ):
        agreed = Terms.read(terms)
        if not stage and since <= now - NOTHING_AGREED:
            yield _row(now, "exchange", number, _("no agreement was proposed"), since)
        elif stage == Stage.AGREED and _at(agreed.starts_on) <= now - NOT_BEGUN:
            yield _row(now, "exchange", number, _("its first day has passed"), _at(agreed.starts_on))
        elif stage == Stage.UNDER_WAY and _at(agreed.ends_on) <= now - NOT_DONE:
            yield _row(now, "exchange", number, _("its last day has passed"), _at(agreed.ends_on))


def _missing_statements(now) -> Iterator[Stuck]:
    for model, reason in (
        (Evaluation, _("an evaluation is missing")),
        (FollowUp, _("a follow-up is missing")),
    ):
        rows = model.objects.waiting(now).filter(due_at__lte=now - NOT_SAID)
        for number, since in rows.values_list("exchange", "due_at"):
            yield _row(now, "exchange", number, reason, since)


def _at(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def states(now: datetime | None = None) -> list[State]:
    """How many answers and exchanges stand where, by their age."""
    now = now or timezone.now()
    decided = Exchange.objects.filter(ended_at__isnull=True)
    rows: list[tuple[str | Promise, Iterable[datetime]]] = [
        (
            _("Answers that wait for who made the offer or request"),
            Answer.objects.open().filter(author_yes_at__isnull=True).values_list("begun_at", flat=True),
        ),
        (
            _("Invitations that wait for the member"),
            Answer.objects.open().filter(member_yes_at__isnull=True).values_list("begun_at", flat=True),
        ),
        (_("Nothing agreed yet"), decided.filter(stage="").values_list("stage_since", flat=True)),
        *((stage.label, decided.filter(stage=stage).values_list("stage_since", flat=True)) for stage in Stage),
        (
            _("Ended before it was done"),
            Exchange.objects.filter(ended_at__isnull=False).values_list("ended_at", flat=True),
        ),
    ]
    return [State(label, _by_age(now, moments)) for label, moments in rows]


def _by_age(now, moments):
    counts = [0] * (len(AGES) + 1)
    for moment in moments:
        counts[sum(now - moment >= age for age in AGES)] += 1
    return counts


def months(now: datetime | None = None) -> list[Month]:
    """What became of the answers and invitations of the last twelve months, by the month in which they began."""
    now = now or timezone.now()
    is_agreed = Q(author_yes_at__isnull=False, member_yes_at__isnull=False, end="")
    is_expired = Q(end=Answer.End.EXPIRED) | Q(end="", expires_at__lte=now) & ~is_agreed
    rows = Answer.objects.filter(begun_at__gte=now - timedelta(days=31 * MONTHS)).order_by()
    counted = rows.annotate(first_day=TruncMonth("begun_at")).values("first_day")
    counted = counted.annotate(
        begun=Count("pk"),
        agreed=Count("pk", filter=is_agreed),
        declined=Count("pk", filter=Q(end=Answer.End.DECLINED)),
        expired=Count("pk", filter=is_expired),
        otherwise=Count("pk", filter=Q(end__in=[Answer.End.WITHDRAWN, Answer.End.STOPPED])),
    )
    return [Month(**row) for row in counted.order_by("-first_day")[:MONTHS]]


def figures() -> list[tuple[str | Promise, int]]:
    """What came of exchanges, in few numbers."""
    evaluations = Evaluation.objects.aggregate(
        given=Count("pk", filter=Q(given_at__isnull=False)), again=Count("pk", filter=Q(again=Evaluation.Again.YES))
    )
    in_use = FollowUp.objects.filter(use__in=[FollowUp.Use.IN_USE, FollowUp.Use.PARTLY]).count()
    people = [Terms.read(terms).people or 0 for terms in _done().values_list("terms", flat=True)]
    return [
        (_("Exchanges done"), len(people)),
        (_("People who took part"), sum(people)),
        (_("Evaluations given"), evaluations["given"]),
        (_("Would do it again"), evaluations["again"]),
        (_("In use after six months, at least partly"), in_use),
    ]


def _done():
    return Exchange.objects.filter(stage=Stage.DONE)


EXCHANGE_COLUMNS = (
    "exchange", "direction", "stage", "since", "ended", "first day", "last day", "people", "women", "days",
    "evaluations", "would do it again", "follow-ups", "in use",
)  # fmt: skip
ANSWER_COLUMNS = ("answer", "direction", "begun by", "begun", "status", "ended")


def exchange_rows() -> Iterator[list[str]]:
    """One line for each exchange, as text, without persons and without anybody's words."""
    rows = Exchange.objects.select_related("answer__opportunity").prefetch_related("evaluations", "follow_ups")
    for exchange in rows.order_by("pk"):
        terms = Terms.read(exchange.terms)
        evaluations = [row for row in exchange.evaluations.all() if row.given_at]
        follow_ups = [row for row in exchange.follow_ups.all() if row.given_at]
        yield [
            str(exchange.pk),
            direction_of(exchange.answer),
            exchange.get_stage_display(),
            _day(exchange.stage_since),
            _day(exchange.ended_at),
            *(day.isoformat() if day else "" for day in (terms.starts_on, terms.ends_on)),
            *("" if number is None else str(number) for number in (terms.people, terms.women, terms.days)),
            str(len(evaluations)),
            str(sum(row.again == Evaluation.Again.YES for row in evaluations)),
            str(len(follow_ups)),
            str(sum(row.use in {FollowUp.Use.IN_USE, FollowUp.Use.PARTLY} for row in follow_ups)),
        ]


def answer_rows() -> Iterator[list[str]]:
    """One line for each answer, as text, without persons and without anybody's words."""
    for answer in Answer.objects.select_related("opportunity__live").order_by("pk"):
        yield [
            str(answer.pk),
            direction_of(answer),
            str(answer.begun_by.label),
            _day(answer.begun_at),
            str(answer.standing),
            _day(answer.ended_at),
        ]


def direction_of(answer: Answer) -> str:
    """Whether `answer` is to an offer or to a request, while that is there."""
    return answer.opportunity.get_direction_display() if answer.opportunity else ""


def _day(moment):
    return timezone.localtime(moment).date().isoformat() if moment else ""
