"""One letter of each kind that exchanges and adoptions write, by the steps that write them."""

from datetime import timedelta

from django.utils import timezone

from network.exchange import answering, notices, telling
from network.exchange.agreements import agreeing, evaluating
from network.exchange.models import Answer, Evaluation, FollowUp
from network.exchange.models import Stage as At
from tests.exchange.exchanges import FITTING, exchange_at, let_pass
from tests.exchange.stage import Stage, key_of
from tests.factories import AdoptionFactory, OpportunityFactory, ProfileFactory


def write_all():
    """Have them written. What was written before is deleted."""
    _answers()
    _exchanges()
    OpportunityFactory.published(closes_on=timezone.now().date() + timedelta(days=3))
    notices.remind()
    AdoptionFactory.submitted(adopter_address="adopter@example.org")
    AdoptionFactory.published()


def _answers():
    stage = Stage.make()
    author, offer = stage.author, stage.opportunity
    answering.ask(offer, key_of(stage.member), "It would fit.")
    Answer.objects.update(begun_at=timezone.now() - timedelta(days=8))
    answering.answer(offer, stage.stranger, reason="It would fit.")
    accepted, declined, expired = (ProfileFactory.published().user for _one in range(3))
    answering.say_yes(answering.answer(offer, accepted, reason="It would fit."), author)
    answering.decline(answering.answer(offer, declined, reason="It would fit."), author)
    stage.answer("expired", expired)
    telling.tell_daily()


def _exchanges():
    refused, left = exchange_at(), exchange_at()
    proposal = agreeing.propose(refused, refused.answer.author, At.AGREED, FITTING[At.AGREED]())
    agreeing.decline(refused, refused.answer.member, proposal.pk)
    agreeing.leave(left.answer.member)
    for model in (Evaluation, FollowUp):
        let_pass(exchange_at(At.DONE), model.ASKED_AFTER)
        evaluating.ask()
        evaluating.ask(timezone.now() + model.REMINDED_AFTER)
    # The last, so that nothing is proposed after it.
    waiting = exchange_at()
    agreeing.propose(waiting, waiting.answer.author, At.AGREED, FITTING[At.AGREED]())
    agreeing.remind(timezone.now() + timedelta(days=8))
