"""The steps of an exchange: proposed by one side, confirmed by the other. Each is one transaction.

Who of the two acts is given as a user who takes part; pages find the exchange among those of the reader.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.exchange.agreements import evaluating, outcomes
from network.exchange.agreements.terms import FOLLOWING, Terms
from network.exchange.models import Answer, Exchange, Proposal, Side, Stage
from network.moderation.models import NotPossible, step
from network.notices import outbox

KEPT = timedelta(days=730)
REMINDED_AFTER = timedelta(days=7)

ENDED = _("This exchange has ended, so no step can be taken.")
NOT_NOW = _("This step is not possible at the present stage. Reload the page to see where the exchange stands.")
OTHER_PROPOSED = _("The other side has proposed a step. Confirm or decline that proposal first.")
CHANGED = _("This proposal was changed or answered since you opened the page. Read the exchange, then decide.")
OUTDATED = _("The dates of this proposal no longer fit. Decline it, or propose other dates.")


def begin(answer: Answer) -> Exchange:
    """The exchange that follows from `answer`, to which both sides said yes; call in the transaction of the second.

    Raises NotPossible where one has not.
    """
    if answer.author_yes_at is None or answer.member_yes_at is None:
        raise NotPossible(_("An exchange begins when both sides have said yes."))
    return Exchange.objects.get_or_create(answer=answer)[0]


@step
def propose(exchange: Exchange, user: User, stage: str, terms: Terms) -> Proposal:
    """Ask the other side to agree to `terms` at `stage`; an open proposal of one's own is replaced.

    Proposing the same twice is proposing it once. Raises NotPossible where the present stage does not lead there, the
    terms contradict each other, the other side has just proposed something, or the exchange is over.
    """
    held, side = _hold(exchange, user)
    if stage not in FOLLOWING[held.stage]:
        raise NotPossible(NOT_NOW)
    if problems := terms.problems(stage, timezone.localdate()):
        raise NotPossible(" ".join(str(problem) for problem in problems.values()))
    earlier = held.proposals.open().first()
    if earlier and earlier.by != side:
        raise NotPossible(OTHER_PROPOSED)
    if earlier and (earlier.stage, earlier.terms) == (stage, terms.stored()):
        return earlier
    if earlier:
        earlier.finish(ended_at=timezone.now(), end=Proposal.End.REPLACED)
    made = Proposal.objects.create(exchange=held, stage=stage, by=side, terms=terms.stored())
    outbox.put("exchange.proposed", made.pk, held.user_at(side.other))
    return made


@step
def confirm(exchange: Exchange, user: User, number: int) -> Exchange:
    """Agree to proposal `number` of the other side; confirming twice is confirming once.

    Raises NotPossible when it is no longer open, or its dates have passed meanwhile.
    """
    held, side = _hold(exchange, user)
    proposal = _of_the_other_side(held, side, number)
    if proposal.confirmed_at:
        return held
    _must_be_open(proposal)
    terms = Terms.read(proposal.terms)
    if proposal.stage not in FOLLOWING[held.stage]:
        raise NotPossible(NOT_NOW)
    if terms.problems(proposal.stage, timezone.localdate()):
        raise NotPossible(OUTDATED)
    now = timezone.now()
    proposal.finish(confirmed_at=now)
    if held.stage != proposal.stage:
        held.stage, held.stage_since = proposal.stage, now
    if proposal.stage != Stage.CALLED_OFF:
        held.terms = proposal.terms
    if proposal.stage == Stage.DONE:
        held.outcome = outcomes.codes_of(held, terms)
        evaluating.plan(held, now)
    held.save(update_fields=["stage", "stage_since", "terms", "outcome"])
    outbox.put("exchange.confirmed", proposal.pk, held.user_at(side.other))
    return held


@step
def decline(exchange: Exchange, user: User, number: int) -> None:
    """Refuse proposal `number` of the other side, without a reason; declining twice is declining once.

    Raises NotPossible when it is no longer open.
    """
    held, side = _hold(exchange, user)
    proposal = _of_the_other_side(held, side, number)
    if proposal.end == Proposal.End.DECLINED:
        return
    _must_be_open(proposal)
    proposal.finish(ended_at=timezone.now(), end=Proposal.End.DECLINED)
    outbox.put("exchange.declined", proposal.pk, held.user_at(side.other))


@step
def take_back(exchange: Exchange, user: User, number: int) -> None:
    """Withdraw one's own proposal `number`, of which nobody is told; doing it twice is doing it once.

    Raises NotPossible when the other side has answered it.
    """
    held, side = _hold(exchange, user)
    proposal = held.proposals.filter(pk=number, by=side).first()
    if proposal is None:
        raise NotPossible(CHANGED)
    if proposal.end == Proposal.End.WITHDRAWN:
        return
    _must_be_open(proposal)
    proposal.finish(ended_at=timezone.now(), end=Proposal.End.WITHDRAWN)


@step
def publish(exchange: Exchange, user: User, *, agrees: bool) -> None:
    """Agree that one sentence without names tells of the exchange, or withdraw that; raises NotPossible before *done*.

    It is public while both sides agree.
    """
    held = Exchange.objects.select_for_update(no_key=True).get(pk=exchange.pk)
    if held.stage != Stage.DONE:
        raise NotPossible(NOT_NOW)
    name = f"{held.side_of(user)}_publishes_at"
    if bool(getattr(held, name)) != agrees:
        setattr(held, name, timezone.now() if agrees else None)
        held.save(update_fields=[name])


def _hold(exchange, user) -> tuple[Exchange, Side]:
    """The row, held for a step, and the side of `user`."""
    held = Exchange.objects.with_presence().select_for_update(no_key=True, of=("self",)).get(pk=exchange.pk)
    if held.has_ended:
        raise NotPossible(ENDED)
    return held, held.side_of(user)


def _of_the_other_side(exchange, side, number) -> Proposal:
    proposal = exchange.proposals.filter(pk=number, by=side.other).first()
    if proposal is None:
        raise NotPossible(CHANGED)
    return proposal


def _must_be_open(proposal):
    if not proposal.is_open:
        raise NotPossible(CHANGED)


# --- What happens by itself ---


def end_left() -> int:
    """End the open exchanges of which a side is gone, and tell both; return how many."""
    return sum(_end(number) for number in Exchange.objects.left().values_list("pk", flat=True))


@transaction.atomic
def _end(number, *, is_leaving=False) -> int:
    """End the exchange `number`, of which a side is gone, or is leaving in this transaction; return whether it did."""
    rows = (Exchange.objects.open() if is_leaving else Exchange.objects.left()).filter(pk=number)
    rows = rows.select_related("answer__author", "answer__member")
    held = rows.select_for_update(of=("self",), no_key=True, skip_locked=not is_leaving).first()
    if held is None:
        return 0
    now = timezone.now()
    held.ended_at = now
    held.save(update_fields=["ended_at"])
    held.proposals.open().update(ended_at=now, end=Proposal.End.STOPPED)
    for side in Side:
        if user := held.user_at(side):
            outbox.put("exchange.ended", held.pk, user)
    return 1


def remind(now: datetime | None = None) -> int:
    """Have those told once more who have not answered a proposal for a week; return how many."""
    now = now or timezone.now()
    due = Proposal.objects.open().filter(at__lte=now - REMINDED_AFTER, reminded_at__isnull=True)
    return sum(_remind(number, now) for number in due.values_list("pk", flat=True))


@transaction.atomic
def _remind(number, now) -> int:
    free = Proposal.objects.open().select_for_update(of=("self",), skip_locked=True)
    proposal = free.filter(pk=number, reminded_at__isnull=True).select_related("exchange__answer").first()
    if proposal is None:
        return 0
    proposal.finish(reminded_at=now)
    if user := proposal.exchange.user_at(Side(proposal.by).other):
        outbox.put("exchange.proposed-reminder", proposal.pk, user)
    return 1


def leave(user: User) -> None:
    """Erase what `user` said in exchanges, end those that are open, and leave the rest to the other side.

    Call in a transaction, while answers still name the user. Dates and numbers stay; words go, because either side may
    have written them about the other.
    """
    own = Exchange.objects.of(user)
    for number in own.open().values_list("pk", flat=True):
        _end(number, is_leaving=True)
    for side, name in ((Side.AUTHOR, "author"), (Side.MEMBER, "member")):
        of_side = own.filter(**{f"answer__{name}": user})
        of_side.update(**{f"{name}_publishes_at": None})
        evaluating.erase(of_side, side)
    for row in (*own, *Proposal.objects.filter(exchange__in=own)):
        if row.terms.get("what"):
            row.terms = row.terms | {"what": ""}
            row.save(update_fields=["terms"])
    # Nobody is left to whom the row tells something.
    own.filter(Q(answer__author=user, answer__member=None) | Q(answer__member=user, answer__author=None)).delete()


def delete_expired(now: datetime | None = None) -> None:
    """Delete exchanges that were over two years ago."""
    Exchange.objects.expired((now or timezone.now()) - KEPT).delete()
