"""Exchanges at each stage, with two people who said yes."""

from datetime import timedelta

from django.utils import timezone

from network.exchange.agreements import agreeing
from network.exchange.agreements.terms import Terms
from network.exchange.models import Answer, Exchange, Stage
from network.relay.models import Conversation
from tests.factories import UserFactory


def agreed_answer(opportunity=None, author=None, member=None, **fields):
    """An answer to which two people said yes, with their conversation.

    `author` and `member` are profiles, or users without one, by default; those cost a test far less.
    """
    sides = [side or UserFactory() for side in (author, member)]
    users = [getattr(side, "user", side) for side in sides]
    keys = [getattr(side, "key", "") for side in sides]
    now = timezone.now()
    conversation = Conversation.objects.create(
        subject="Study visit",
        begun_by=users[0],
        begun_with=users[1],
        profile_by=keys[0],
        profile_with=keys[1],
    )
    return Answer.objects.create(
        opportunity=opportunity,
        author=users[0],
        member=users[1],
        author_profile=keys[0],
        profile=keys[1],
        author_yes_at=now,
        member_yes_at=now,
        expires_at=now + Answer.OPEN_FOR,
        conversation=conversation,
        **fields,
    )


def terms(first=-3, last=-1, **given):
    """Terms of an exchange from `first` to `last`, in days from today; over by default, with numbers."""
    today = timezone.localdate()
    days = {"starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=last)}
    numbers = {"people": 12, "women": 5, "days": 3}
    return Terms(**{"what": "Visit to a prison", "costs": {"travel": "provider"}, **days, **numbers, **given})


# The terms that fit each stage today.
FITTING = {
    Stage.AGREED: lambda: terms(0, 2),
    Stage.UNDER_WAY: lambda: terms(0, 2),
    Stage.DONE: terms,
    Stage.CALLED_OFF: Terms,
}
WAY = {
    "": (),
    Stage.AGREED: (Stage.AGREED,),
    Stage.UNDER_WAY: (Stage.AGREED, Stage.UNDER_WAY),
    Stage.DONE: (Stage.AGREED, Stage.DONE),
    Stage.CALLED_OFF: (Stage.CALLED_OFF,),
}


def exchange_at(stage="", **answer):
    """An exchange that both sides brought to `stage`."""
    exchange = agreeing.begin(agreed_answer(**answer))
    for step in WAY[stage]:
        take(exchange, step)
    return again(exchange)


def take(exchange, stage, given=None):
    """Have the author propose `stage` and the member confirm it."""
    proposal = agreeing.propose(exchange, exchange.answer.author, stage, given or FITTING[stage]())
    agreeing.confirm(exchange, exchange.answer.member, proposal.pk)


def again(exchange):
    """The exchange as it is now."""
    return Exchange.objects.with_presence().get(pk=exchange.pk)


def let_pass(exchange, time):
    """Have everything that was planned for `exchange` planned so much earlier."""
    for rows in (exchange.evaluations, exchange.follow_ups):
        for row in rows.all():
            row.due_at, row.expires_at = row.due_at - time, row.expires_at - time
            row.asked_at = row.asked_at and row.asked_at - time
            row.save()
