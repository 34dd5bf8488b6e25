"""What two people do in an exchange at the same moment: one waits for the other, and then knows of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from network.accounts import data_protection
from network.exchange.agreements import agreeing
from network.exchange.models import Evaluation, Side, Stage
from network.moderation.models import NotPossible
from tests.exchange.exchanges import again, exchange_at, terms
from tests.parallel import wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def race(first, second):
    """Do `first` while `second` waits for it on another connection; return what came of the second."""

    def other():
        try:
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            running = pool.submit(other)
            wait_until_somebody_waits(running)
        return running.exception(timeout=20)


def test_of_two_proposals_one_is_made():
    exchange = exchange_at()
    refused = race(
        lambda: agreeing.propose(exchange, exchange.answer.author, Stage.AGREED, terms(0, 2)),
        lambda: agreeing.propose(exchange, exchange.answer.member, Stage.AGREED, terms(0, 2)),
    )
    assert isinstance(refused, NotPossible)
    assert exchange.proposals.open().get().by == Side.AUTHOR


@pytest.mark.parametrize(("first", "second"), [("take_back", "confirm"), ("confirm", "take_back")])
def test_what_is_withdrawn_and_confirmed_at_once_is_one_of_the_two(first, second):
    exchange = exchange_at()
    number = agreeing.propose(exchange, exchange.answer.author, Stage.AGREED, terms(0, 2)).pk
    people = {"take_back": exchange.answer.author, "confirm": exchange.answer.member}
    refused = race(
        lambda: getattr(agreeing, first)(exchange, people[first], number),
        lambda: getattr(agreeing, second)(exchange, people[second], number),
    )
    assert isinstance(refused, NotPossible)
    assert (again(exchange).stage == Stage.AGREED) is (first == "confirm")


def test_a_double_click_confirms_once():
    exchange = exchange_at(Stage.AGREED)
    number = agreeing.propose(exchange, exchange.answer.author, Stage.DONE, terms()).pk
    confirm = lambda: agreeing.confirm(exchange, exchange.answer.member, number)  # noqa: E731
    assert race(confirm, confirm) is None
    assert Evaluation.objects.count() == 2


def test_a_step_that_waits_for_an_erasure_is_refused():
    exchange = exchange_at(Stage.AGREED)
    refused = race(
        lambda: data_protection.erase(exchange.answer.member),
        lambda: agreeing.propose(exchange, exchange.answer.author, Stage.UNDER_WAY, terms(0, 2)),
    )
    assert isinstance(refused, NotPossible)
