"""The offers and requests of the demonstration are invented, and show each way in which one can stand."""

from network.demo.loading import read
from tests.demo.content import COUNTRIES, stray_topics
from tests.each import each

OFFERS = {offer["title"]: offer for offer in read("offers.toml")["offers"]}
EXPERTS = {expert["email"]: expert for expert in read("experts.toml")["experts"]}
INVENTED = {"en": "Fictional", "fr": "fictive", "es": "ficticia", "ar": "خيالي"}


@each(OFFERS)
def test_each_is_said_to_be_invented(offer):
    assert INVENTED[offer["language"]] in offer["summary"]
    assert "fictional" in offer.get("institution", "fictional")


@each(OFFERS)
def test_each_comes_from_the_country_of_a_published_expert(offer):
    expert = EXPERTS[offer["author"]]
    assert expert["status"] == "published"
    assert offer["countries"] == [expert["duty_country"]]
    assert COUNTRIES.keys() >= set(offer.get("for_countries", []))


@each(OFFERS)
def test_topics_belong_to_their_pillars(offer):
    assert stray_topics(offer) == []


@each(OFFERS)
def test_dates_follow_each_other(offer):
    starts, ends = offer.get("starts_in", 1000), offer.get("ends_in", 1000)
    assert 0 < offer["closes_in"] < starts <= ends


def test_every_way_to_stand_is_there():
    offers = OFFERS.values()
    assert {offer["status"] for offer in offers} == {"published", "submitted", "closed"}
    assert {offer["direction"] for offer in offers} == {"offer", "request"}
    assert {offer["language"] for offer in offers} == INVENTED.keys()
    assert sum(offer.get("is_blind", False) for offer in offers) > 2
    assert any(offer["status"] == "submitted" and not offer["touches"] for offer in offers)
    assert any(offer["closes_in"] < 14 for offer in offers)
