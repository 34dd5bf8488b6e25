"""The exchanges of the demonstration: one at each stage, between people who can have agreed to it."""

from network.demo.exchanging import SAID, WAYS
from network.demo.loading import read
from tests.each import each

EXCHANGES = {exchange["offer"]: exchange for exchange in read("exchanges.toml")["exchanges"]}
OFFERS = {offer["title"]: offer for offer in read("offers.toml")["offers"]}
EXPERTS = {expert["email"]: expert for expert in read("experts.toml")["experts"]}


@each(EXCHANGES)
def test_each_is_about_an_open_offer_between_two_people_whom_members_see(exchange):
    offer = OFFERS[exchange["offer"]]
    assert offer["status"] == "published"
    assert offer["author"] != exchange["member"]
    for email in (offer["author"], exchange["member"]):
        assert (EXPERTS[email]["status"], EXPERTS[email]["listing"]) in {
            ("published", "named"),
            ("published", "role-only"),
        }


@each(EXCHANGES)
def test_each_joins_two_countries(exchange):
    sides = (OFFERS[exchange["offer"]]["author"], exchange["member"])
    assert len({EXPERTS[email]["duty_country"] for email in sides}) == 2


def test_every_stage_is_there_and_what_each_side_can_say():
    exchanges = EXCHANGES.values()
    assert {exchange["stage"] for exchange in exchanges} == WAYS.keys()
    assert any("proposed" in exchange for exchange in exchanges)
    assert {name for exchange in exchanges for name in SAID if name in exchange} >= {
        "author_says", "member_says", "member_uses",
    }  # fmt: skip
    assert sum(exchange.get("publish", False) for exchange in exchanges) > 2
