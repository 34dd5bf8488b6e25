"""No number below three of experts of a place is shown, and none follows from those that are shown."""

from itertools import combinations, product

import pytest
from django.http import QueryDict
from django.urls import reverse

from network.catalogue.audiences import Audience
from network.catalogue.kinds import get as kind_of
from network.catalogue.query import Query
from network.catalogue.search import Search
from network.catalogue.small_numbers import SMALLEST
from tests.factories import PracticeFactory, ProfileFactory
from tests.news.factories import EventFactory

pytestmark = pytest.mark.django_db

FACETS = ("kind", "pillar", "topic", "region", "country", "language")
KINDS = ("expert", "practice", "event")
WORDS = ("", "prison", "Kenya", "-prison")
COUNTRIES = ("KE", "UG", "ID")
PLACES = (
    (),
    (("country", "KE"),),
    (("country", "UG"),),
    (("country", "KE"), ("country", "UG")),
    (("region", "africa"),),
    (("region", "africa"), ("country", "UG")),
)


def search(words="", kinds=(), places=(), facets=FACETS, **others):
    parameters = QueryDict(mutable=True)
    parameters["q"] = words
    parameters.setlist("kind", kinds)
    for place in places:
        parameters.appendlist(*place)
    for name, value in others.items():
        parameters[name] = value
    return Search(Query.parse(parameters), Audience.PUBLIC, facets)


def numbers(found):
    """(dimension, code) → the number beside it; that of a kind stands on its tab."""
    shown = {(facet.dimension, choice.code): choice.count for facet in found.facets for choice in facet.choices}
    labels = {str(kind_of(code)): code for code in KINDS}
    return shown | {("kind", labels[tab.label]): tab.count for tab in found.tabs if tab.label in labels}


def world(*duty_countries):
    for number, country in enumerate(duty_countries):
        what = "prison" if number % 2 else "youth"
        ProfileFactory.published(
            duty_country_id=country, related__countries=[], role_name=f"A {what} trainer", headline=what
        )
    for country in ("KE", "UG", "ID"):
        PracticeFactory.published(related__countries=[country], title=f"Prison work in {country}")
    EventFactory.published(related__countries=["UG"])


def everything_shown():
    """(words, kinds, place) → place or "total" → the number shown, for every question that this file can ask."""
    kind_sets = [frozenset(kinds) for size in range(1, 4) for kinds in combinations(KINDS, size)]
    shown = {}
    for words, kinds, place in product(WORDS, kind_sets, PLACES):
        found = search(words, kinds, place, facets=("kind", "country", "region"))
        beside = {code: number for (name, code), number in numbers(found).items() if name != "kind"}
        shown[words, kinds, place] = {**beside, "total": found.shown_total}
    return shown


def is_safe(number):
    return number is None or number == 0 or number >= SMALLEST


@pytest.mark.parametrize(
    "duty_countries",
    [["KE"], ["KE", "KE", "KE", "UG"], ["KE"] * 4 + ["UG"] * 3 + ["ID"] * 3],
    ids=lambda countries: "-".join(countries),
)
def test_no_small_number_is_shown_or_is_the_difference_of_two(duty_countries):
    world(*duty_countries)
    shown = everything_shown()
    for (words, kinds, place), of_all in shown.items():
        for code, number in of_all.items():
            if code == "total" and not place and not words:
                continue  # the whole directory is no place
            if kinds == {"expert"}:
                assert is_safe(number), (words, place, code)
            elif "expert" in kinds and number is not None:
                others = shown[words, kinds - {"expert"}, place].get(code, 0)
                assert is_safe(number - others), (words, kinds, place, code)
        if "expert" in kinds and "total" in of_all:
            beside = [number for code, number in of_all.items() if code in COUNTRIES]
            assert None not in beside or set(beside) <= {None, 0}, "one that is left out would be the difference"


@pytest.mark.parametrize("place", PLACES[1:5], ids=str)
def test_of_what_is_narrowed_to_a_place_nothing_counts_experts(place):
    world("KE", "KE", "KE", "UG")
    for kinds in [(), ("expert",), ("expert", "practice")]:
        found = search("", kinds, place)
        assert found.shown_total is None
        assert numbers(found)["kind", "expert"] is None
        assert numbers(found)["kind", "practice"] >= 1, "no expert is in this number"
        assert numbers(found)["pillar", "2"] is None, "experts have this pillar"


def test_numbers_stand_beside_countries_when_each_has_enough_or_none_counts_experts():
    world("KE", "KE", "KE", "UG", "UG", "UG")
    assert numbers(search(kinds=["expert"]))["country", "KE"] == 3
    assert numbers(search())["country", "KE"] == 4
    assert numbers(search())["country", "ID"] == 1, "a practice, and no expert"
    ProfileFactory.published(duty_country_id="GH", related__countries=[])
    assert {count for (name, _code), count in numbers(search()).items() if name == "country"} == {None}
    assert numbers(search(kinds=["practice"]))["country", "KE"] == 1
    assert numbers(search(kinds=["expert"]))["topic", "prisons"] == 7, "topics are no places"


def test_the_order_of_the_choices_tells_no_number():
    world("UG", "UG", "KE")
    facet = next(facet for facet in search(kinds=["expert"]).facets if facet.dimension == "country")
    assert [choice.label for choice in facet.choices] == ["Kenya", "Uganda"]


def test_the_lists_say_so_in_words_and_still_show_the_entries(client):
    world("KE", "UG")
    page = client.get(reverse("expert-list"), {"country": "KE"}).content.decode()
    assert "the number of results is not shown" in page
    assert "1 result" not in page
    assert "A youth trainer" in page
    assert "1 result" in client.get(reverse("practice-list"), {"country": "KE"}).content.decode()
    assert "2 results" in client.get(reverse("expert-list")).content.decode()
