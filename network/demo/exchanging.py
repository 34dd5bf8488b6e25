"""Exchanges of the demonstration: brought to their stage by the steps that people take, then moved into the past."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from experts.models import Profile
from network.exchange import answering
from network.exchange.agreements import agreeing, evaluating
from network.exchange.agreements.terms import Terms
from network.exchange.models import Answer, Evaluation, Exchange, FollowUp, Opportunity, Proposal, Side, Stage

# The steps that lead to each stage.
WAYS = {
    "": (),
    Stage.AGREED: (Stage.AGREED,),
    Stage.UNDER_WAY: (Stage.AGREED, Stage.UNDER_WAY),
    Stage.DONE: (Stage.AGREED, Stage.DONE),
    Stage.CALLED_OFF: (Stage.CALLED_OFF,),
}
SAID = {
    "author_says": (Evaluation, Side.AUTHOR),
    "member_says": (Evaluation, Side.MEMBER),
    "author_uses": (FollowUp, Side.AUTHOR),
    "member_uses": (FollowUp, Side.MEMBER),
}


def load(exchanges) -> None:
    """Make `exchanges`, as the content file has them, if there are none."""
    if Exchange.objects.exists():
        return
    for given in exchanges:
        if exchange := _begin(given):
            _bring_to_its_stage(exchange, given)


def _begin(given) -> Exchange | None:
    """An exchange between the author of an offer or a request and a member; None where the two cannot begin one."""
    opportunity = Opportunity.objects.published().filter(title=given["offer"]).first()
    if opportunity is None:
        return None
    member = Profile.objects.get(user__email=given["member"]).user
    answer = answering.answer(opportunity, member, reason=given["reason"])
    answer = answering.say_yes(answer, opportunity.author)
    return Exchange.objects.filter(answer=answer).first()


def _bring_to_its_stage(exchange, given):
    answer = exchange.answer
    for stage in WAYS[given["stage"]]:
        proposal = agreeing.propose(exchange, answer.author, stage, _terms(given, stage))
        agreeing.confirm(exchange, answer.member, proposal.pk)
    if "proposed" in given:
        agreeing.propose(exchange, answer.author, given["proposed"], _terms(given, given["proposed"]))
    if days := given.get("waits_for_days"):
        exchange.proposals.open().update(at=F("at") - timedelta(days=days))
        Exchange.objects.filter(pk=exchange.pk).update(stage_since=F("stage_since") - timedelta(days=days))
    if given.get("publish"):
        for user in (answer.author, answer.member):
            agreeing.publish(exchange, user, agrees=True)
    if "done_days_ago" in given:
        _move_back(exchange, timedelta(days=given["done_days_ago"]))
    for name, (model, side) in SAID.items():
        if name in given:
            _say(model.objects.get(exchange=exchange, side=side), given[name])


def _terms(given, stage) -> Terms:
    if stage == Stage.CALLED_OFF:
        return Terms()
    today = timezone.localdate()
    starts_on, ends_on = (today + timedelta(days=given[name]) for name in ("starts_in_days", "ends_in_days"))
    if stage == Stage.AGREED and ends_on < today:
        # It was agreed before it took place.
        starts_on, ends_on = today, today + (ends_on - starts_on)
    numbers = {name: given[name] for name in ("people", "women", "days")}
    return Terms(given["what"], starts_on, ends_on, given["costs"], **numbers)


def _move_back(exchange, time):
    """Have everything about `exchange` have happened so much earlier."""
    found = Exchange.objects.get(pk=exchange.pk)
    found.terms = _earlier(found.terms, time)
    found.outcome = found.outcome | {"year": Terms.read(found.terms).ends_on.year}
    found.stage_since -= time
    found.save()
    Answer.objects.filter(pk=found.answer_id).update(
        begun_at=F("begun_at") - time, author_yes_at=F("author_yes_at") - time, member_yes_at=F("member_yes_at") - time
    )
    for proposal in Proposal.objects.filter(exchange=found):
        proposal.finish(
            at=proposal.at - time,
            confirmed_at=proposal.confirmed_at - time,
            terms=_earlier(proposal.terms, time),
        )
    for model in (Evaluation, FollowUp):
        model.objects.filter(exchange=found).update(due_at=F("due_at") - time, expires_at=F("expires_at") - time)


def _earlier(stored, time):
    days = Terms.read(stored)
    return replace(days, starts_on=days.starts_on - time, ends_on=days.ends_on - time).stored()


def _say(statement, answers):
    """Have its side answer while it still could."""
    times = {"due_at": statement.due_at, "expires_at": statement.expires_at}
    statement.expires_at = timezone.now() + statement.OPEN_FOR
    statement.save()
    evaluating.give(statement, answers)
    type(statement).objects.filter(pk=statement.pk).update(**times)
