"""A card shows one audience what it may see and nothing else."""

import pickle

import pytest

from network.catalogue.audiences import Audience
from network.catalogue.cards import Card, Field, visible

FIELDS = {
    "headline": Field(Audience.PUBLIC),
    "summary": Field(Audience.PUBLIC, Audience.MEMBERS),
    "nationality": Field(Audience.MEMBERS, Audience.STAFF),
    "note": Field(Audience.STAFF),
}
CONTENT = {"headline": "h", "summary": "s", "nationality": "n", "note": "x", "unknown": "u"}


@pytest.mark.parametrize(
    ("audience", "choices", "names"),
    [
        (Audience.PUBLIC, {}, {"headline"}),
        (Audience.MEMBERS, {}, {"headline", "summary"}),
        (Audience.PUBLIC, {"summary": Audience.PUBLIC}, {"headline", "summary"}),
        (Audience.PUBLIC, {"headline": Audience.MEMBERS}, set()),
        (Audience.MEMBERS, {"nationality": Audience.MEMBERS}, {"headline", "summary", "nationality"}),
        # The ceiling wins over the owner, and an unknown field is for staff.
        (Audience.PUBLIC, {"nationality": Audience.PUBLIC, "note": Audience.PUBLIC}, {"headline"}),
        (Audience.MEMBERS, {"unknown": Audience.PUBLIC}, {"headline", "summary"}),
        (Audience.STAFF, {}, {"headline", "summary", "nationality", "note"}),
    ],
)
def test_each_audience_sees_what_ceiling_and_owner_allow(audience, choices, names):
    assert visible(CONTENT, FIELDS, choices, audience).keys() == names


def make_card(**fields):
    return Card(kind="expert", key="k", audience=Audience.PUBLIC, address="/a/", fields=fields)


def test_a_hidden_field_and_an_unknown_one_are_the_same():
    with pytest.raises(AttributeError) as hidden:
        make_card(headline="h").nationality  # noqa: B018
    assert str(hidden.value) == "nationality"


def test_a_card_cannot_be_changed_nor_what_it_holds():
    card = make_card(headline="h", topics=["a", {"b": ["c"]}])
    with pytest.raises(AttributeError):
        card.headline = "other"
    assert card.topics[0] == "a"
    with pytest.raises(TypeError):
        card.topics[1]["b"] = "changed"
    assert isinstance(card.topics, tuple)


def test_a_card_cannot_be_stored_for_another_audience():
    with pytest.raises(TypeError):
        pickle.dumps(make_card(headline="h"))
