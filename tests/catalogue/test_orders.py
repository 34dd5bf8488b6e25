"""Lists stand in the order that a reader chose among those that the kind offers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from tests.catalogue.test_lists import multiply
from tests.factories import PracticeFactory, ProfileFactory
from tests.news.factories import EventFactory

pytestmark = pytest.mark.django_db


def titles(client, name, **parameters):
    """The titles of a list, as they stand there."""
    return [entry.title for entry in client.get(reverse(name), parameters).context["page"]]


def test_the_newest_first_unless_asked_otherwise(client):
    for title, year in (("Zebra", 2001), ("Élan", 2016), ("Falcon", 1999)):
        PracticeFactory.published(title=title, started_year=year)
    assert titles(client, "practice-list") == ["Falcon", "Élan", "Zebra"]
    assert titles(client, "practice-list", sort="title") == ["Élan", "Falcon", "Zebra"]
    assert titles(client, "practice-list", sort="started") == ["Élan", "Zebra", "Falcon"]
    assert titles(client, "practice-list", sort="no-such-order") == titles(client, "practice-list")


def test_of_words_the_best_match_unless_asked_otherwise(client):
    PracticeFactory.published(title="Mentoring mentoring mentoring", summary="Mentoring.")
    PracticeFactory.published(title="A letter", approach="One more line on mentoring, and many others beside it.")
    assert titles(client, "practice-list", q="mentoring")[0] == "Mentoring mentoring mentoring"
    assert titles(client, "practice-list", q="mentoring", sort="newest")[0] == "A letter"
    assert titles(client, "practice-list", q="mentoring", sort="title")[0] == "A letter"


def test_a_word_of_the_title_weighs_more_than_one_of_the_summary_and_that_more_than_one_of_the_text(client):
    texts = {"title": "A county", "summary": "A county", "approach": "A county"}
    for name in texts:
        PracticeFactory.published(**(texts | {name: "A falconer"}))
    found = client.get(reverse("practice-list"), {"q": "falconer"}).context["page"]
    assert [(entry.title, entry.summary) for entry in found] == [
        ("A falconer", "A county"), ("A county", "A falconer"), ("A county", "A county"),
    ]  # fmt: skip


def test_titles_stand_in_the_alphabet_of_the_language_of_the_page(client):
    for title in ("Nube", "Ñandú", "Ola"):
        PracticeFactory.published(title=title)
    with translation.override("es"):
        assert titles(client, "practice-list", sort="title") == ["Nube", "Ñandú", "Ola"]
    with translation.override("pt"):
        assert titles(client, "practice-list", sort="title") == ["Ñandú", "Nube", "Ola"]


def test_events_begin_with_the_next_one_and_end_with_the_oldest(client):
    now = timezone.now()
    for title, start in (("Over long ago", -90), ("In a month", 30), ("Just over", -2), ("Tomorrow", 1)):
        starts_at = now + timedelta(days=start)
        EventFactory.published(title=title, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    EventFactory.published(title="Going on", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1))
    expected = ["Going on", "Tomorrow", "In a month", "Just over", "Over long ago"]
    assert titles(client, "event-list") == expected
    assert titles(client, "event-list", when="upcoming") == expected[:3]
    assert titles(client, "event-list", sort="newest") == [
        "In a month",
        "Tomorrow",
        "Going on",
        "Just over",
        "Over long ago",
    ]


def test_the_order_of_names_tells_no_name_that_is_hidden(client, as_user, member):
    for given_name, role in (("Aaron", "Zoology lecturer"), ("Zoe", "Adviser")):
        ProfileFactory.published(given_name=given_name, role_name=role)
    hidden = {"Zoology lecturer", "Adviser"}
    assert [title for title in titles(client, "expert-list", sort="title") if title in hidden] == [
        "Adviser", "Zoology lecturer",
    ]  # fmt: skip
    names = titles(as_user(member), "expert-list", sort="title")
    assert names.index("Aaron Example") < names.index("Zoe Example")


@pytest.mark.parametrize("code", ["newest", "title", "started"])
def test_pages_neither_repeat_nor_lose_one_of_many_equal_records(client, code):
    PracticeFactory.published()
    multiply(45)
    pages = [client.get(reverse("practice-list"), {"sort": code, "page": page}).context["page"] for page in (1, 2, 3)]
    shown = [entry.record for page in pages for entry in page]
    assert len(shown) == len(set(shown)) == Entry.objects.filter(language="en", audience=Audience.PUBLIC).count() == 46


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.text(max_size=300))
def test_any_order_in_the_address_is_answered_with_one_that_is_offered(client, code):
    response = client.get(reverse("practice-list"), {"sort": code})
    assert response.status_code == 200
    assert response.context["order"] in kinds.get("practice").orders
