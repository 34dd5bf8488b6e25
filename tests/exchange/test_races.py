"""Two at once: over two real connections, one waits for the other and then sees what it did."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from network.accounts import data_protection
from network.exchange import answering
from network.exchange.models import Answer, Exchange
from network.moderation.models import NotPossible
from tests.exchange.stage import REASON, Stage, key_of
from tests.parallel import wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(roles, django_db_serialized_rollback):
    """The stage, seen by all connections."""
    call_command("load_vocabulary", verbosity=0)
    return Stage.make()


def at_once(first, second):
    """Take the step `second` over another connection while `first` is not committed yet; return what it gave."""

    def take():
        try:
            return second()
        except NotPossible as reason:
            return str(reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(take)
            wait_until_somebody_waits(waiting)
        return waiting.result()


def test_two_who_begin_at_once_begin_one(stage):
    answer = partial(answering.answer, stage.opportunity, reason=REASON)
    first = at_once(partial(answer, stage.stranger), partial(answer, stage.stranger))
    assert first == Answer.objects.get(), "the same form from two tabs"
    ask = partial(answering.ask, stage.opportunity, key_of(stage.member), "Please come.")
    assert at_once(partial(answer, stage.member), ask).is_agreed, "the author asks while the member answers"
    assert Answer.objects.count() == 2
    assert Exchange.objects.count() == 1


def test_of_two_steps_at_once_the_second_sees_the_first(stage):
    mine, other = stage.answer(), stage.answer(member=stage.stranger)
    agree = partial(answering.say_yes, mine, stage.author)
    assert "has ended" in at_once(partial(answering.withdraw, mine, stage.member), agree)
    assert Answer.objects.get(pk=mine.pk).end == "withdrawn"
    agree = partial(answering.say_yes, other, stage.author)
    assert at_once(agree, agree).is_agreed, "the same button twice"
    assert "has ended" in at_once(agree, partial(answering.decline, other, stage.author))
    assert Exchange.objects.count() == 1


def test_what_is_withdrawn_at_this_moment_is_not_agreed_to_by_answering(stage):
    asked = stage.answer("asked")
    answer = partial(answering.answer, stage.opportunity, stage.member, reason=REASON)
    begun = at_once(partial(answering.withdraw, asked, stage.author), answer)
    assert (begun.is_asked, begun.is_agreed) == (False, False)
    assert Answer.objects.get(pk=asked.pk).end == "withdrawn"


def test_nobody_agrees_with_an_account_that_is_being_deleted(stage):
    answer = stage.answer()
    erase = partial(data_protection.erase, stage.member)
    assert "has ended" in at_once(erase, partial(answering.say_yes, answer, stage.author))
    assert not Exchange.objects.exists()
