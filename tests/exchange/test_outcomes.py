"""The public sentence about an exchange: only while both agree, and never so precise that it tells who it was."""

import pytest
from django.urls import reverse

from network.exchange.agreements import agreeing, outcomes
from network.exchange.models import Exchange, Side, Stage
from network.moderation.models import NotPossible
from tests import databases
from tests.exchange.exchanges import exchange_at
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

CODES = {
    "modalities": ["study-visit"],
    "topics": ["prisons"],
    "author": {"region": "africa", "subregion": "eastern-africa"},
    "member": {"region": "asia-pacific", "subregion": "south-eastern-asia"},
    "year": 2026,
    "people": 12,
}


@pytest.fixture(scope="module")
def numbers_of_done(django_db_setup, django_db_blocker):
    with databases.shared_rows(django_db_blocker):
        numbers = [exchange_at(Stage.DONE).pk for _number in range(4)]
        Exchange.objects.update(outcome=CODES)
        yield numbers


@pytest.fixture
def exchanges(db, numbers_of_done):
    """Four that are done, of eight people."""
    return list(Exchange.objects.with_presence().filter(pk__in=numbers_of_done).order_by("pk"))


def agree(exchange, *sides):
    for side in sides or Side:
        agreeing.publish(exchange, exchange.user_at(side), agrees=True)


def places():
    return [outcome.facts[0] for outcome in outcomes.latest()]


@pytest.mark.parametrize("sides", [[], [Side.AUTHOR], [Side.MEMBER], list(Side)])
def test_it_is_public_while_both_agree(client, exchanges, sides):
    for side in sides:
        agree(exchanges[0], side)
    is_public = "Study visit" in client.get(reverse("exchange-outcomes")).content.decode()
    assert is_public is (len(sides) == 2)


@pytest.mark.parametrize("side", Side)
def test_either_side_withdraws_it_at_once(client, exchanges, side):
    agree(exchanges[0])
    client.force_login(exchanges[0].user_at(side))
    client.post(reverse("exchange-publish", args=[exchanges[0].key]), {"withdraw": "1"})
    assert outcomes.latest() == []
    client.post(reverse("exchange-publish", args=[exchanges[0].key]), {"agree": "1"})
    assert len(outcomes.latest()) == 1


def test_the_home_page_shows_the_newest_and_a_kept_copy_of_it_ends_with_the_agreement(client, exchanges):
    for exchange in exchanges:
        agree(exchange)
    home = reverse("home")
    before = client.get(home)
    assert before.content.decode().count("Study visit: ") == 3
    kept = {"if-none-match": before.headers["ETag"]}
    assert client.get(home, headers=kept).status_code == 304
    for exchange in exchanges[1:]:
        agreeing.publish(exchange, exchange.answer.member, agrees=False)
    after = client.get(home, headers=kept)
    assert after.content.decode().count("Study visit: ") == 1
    agreeing.publish(exchanges[0], exchanges[0].answer.member, agrees=False)
    after = client.get(home, headers={"if-none-match": after.headers["ETag"]})
    assert "took place" not in after.content.decode()


def test_it_says_what_where_when_and_how_many_and_names_nobody(exchanges):
    agree(exchanges[0])
    (outcome,) = outcomes.latest()
    assert outcome.title == "Study visit: Violent extremism in prisons"
    assert outcome.facts == ["Africa – Asia and the Pacific", "2026", "12 people"]


def test_a_sub_region_is_named_only_where_three_people_come_from_it(exchanges):
    for number, exchange in enumerate(exchanges[:3], start=1):
        agree(exchange)
        fine = number == 3
        assert places() == ["Eastern Africa – South-eastern Asia" if fine else "Africa – Asia and the Pacific"] * number
    agreeing.publish(exchanges[0], exchanges[0].answer.author, agrees=False)
    assert places() == ["Africa – Asia and the Pacific"] * 2


def test_three_exchanges_of_one_person_are_not_three_people(exchanges):
    one = exchanges[0].answer.author
    for exchange in exchanges[1:3]:
        exchange.answer.author = one
        exchange.answer.save()
    for exchange in exchanges[:3]:
        agree(Exchange.objects.get(pk=exchange.pk))
    assert places() == ["Africa – South-eastern Asia"] * 3


def test_only_those_of_a_region_are_found_for_it(exchanges):
    agree(exchanges[0])
    assert len(outcomes.latest(region="africa")) == 1
    assert outcomes.latest(region="lac") == []


def test_before_it_is_done_nobody_can_agree(client):
    exchange = exchange_at(Stage.AGREED)
    with pytest.raises(NotPossible):
        agreeing.publish(exchange, exchange.answer.author, agrees=True)


def test_somebody_else_cannot_agree(client, exchanges):
    client.force_login(UserFactory())
    assert client.post(reverse("exchange-publish", args=[exchanges[0].key]), {"agree": "1"}).status_code == 404


def test_what_nobody_can_read_of_a_side_is_not_in_it():
    exchange = exchange_at(Stage.DONE)
    assert exchange.outcome["author"] == exchange.outcome["member"] == {}
    assert exchange.outcome["topics"] == []
    agree(exchange)
    (outcome,) = outcomes.latest()
    assert (outcome.title, outcome.facts[-1]) == ("Exchange", "12 people")
