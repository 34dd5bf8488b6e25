"""News, publications and events of the demonstration: dates no finer than known, invented sessions said to be so."""

import collections
import itertools
from datetime import date, timedelta

import pytest

from network.demo.loading import read
from tests.demo.content import NOT_UN_NAMES, is_no_source, stray_topics
from tests.each import each

TODAY = date(2026, 11, 26)
ARTICLES, PUBLICATIONS, EVENTS = (read(f"{name}.toml")[name] for name in ("articles", "publications", "events"))
PAGES = {page["title"]: page for page in (*ARTICLES, *PUBLICATIONS, *EVENTS)}
DATED = {page["title"]: page for page in (*ARTICLES, *PUBLICATIONS)}


def day_of(event):
    """The day on which an event begins."""
    return event.get("starts_on") or event["starts_at"].date()


def is_session(event):
    """Whether an event is one of the network's own sessions, which are all invented."""
    return event["organizer"].startswith("Demonstration organizer")


@each(PAGES)
def test_addresses_lead_to_those_who_say_it(page):
    assert not is_no_source(page.get("url", page.get("source_url", "")))


@each(PAGES)
def test_topics_belong_to_a_pillar_of_the_page(page):
    assert stray_topics(page) == []


@each(PAGES)
def test_states_have_the_names_of_the_united_nations(page):
    assert not NOT_UN_NAMES.search(f"{page['summary']} {page['body']}")


@each(DATED)
def test_a_date_is_no_finer_than_what_is_known(page):
    day = page["published_on"]
    if page["date_precision"] != "day":
        assert day.day == 1
    if page["date_precision"] == "year":
        assert day.month == 1


@pytest.mark.parametrize(
    ("pages", "beginning", "known"),
    [
        (PUBLICATIONS, "2026-2028 UNOCT Strategic Plan", (date(2025, 12, 1), "month")),
        (ARTICLES, "High-level International Conference on Human Rights", (date(2022, 5, 1), "month")),
        (ARTICLES, "UNOCT Strategic Plan", (date(2025, 12, 1), "month")),
    ],
)
def test_what_is_known_to_the_month_is_dated_by_it(pages, beginning, known):
    (page,) = [page for page in pages if page["title"].startswith(beginning)]
    assert (page["published_on"], page["date_precision"]) == known


def test_an_event_whose_day_is_unknown_is_no_event():
    longest = max(event.get("ends_on", day_of(event)) - day_of(event) for event in EVENTS)
    assert longest < timedelta(days=7)


def test_the_coming_months_hold_sessions_of_the_network():
    coming = [day_of(event) for event in EVENTS if is_session(event) and day_of(event) > TODAY]
    assert len(coming) >= 6
    days = [TODAY, *sorted(coming)]
    assert max(later - earlier for earlier, later in itertools.pairwise(days)) < timedelta(days=45)


def test_no_quarter_of_the_year_of_the_demonstration_is_empty():
    quarters = {(day_of(event).year, (day_of(event).month - 1) // 3) for event in EVENTS}
    assert {(2026, 0), (2026, 2), (2026, 3), (2027, 0), (2027, 1), (2027, 2), (2027, 3)} <= quarters


@pytest.mark.parametrize("event", [event for event in EVENTS if is_session(event)], ids=lambda event: event["title"])
def test_an_invented_session_says_so_wherever_it_is_read(event):
    for name in ("title", "summary", "category", "organizer"):
        assert "fictional" in event[name].lower()
    assert event["body"].startswith("**This session is invented for the demonstration of the portal.")
    assert not event.get("url")


def test_every_observance_has_sentences_of_its_own():
    paragraphs = [
        paragraph
        for event in EVENTS
        if event["category"] == "International day"
        for paragraph in event["body"].split("\n\n")
    ]
    assert [text for text, times in collections.Counter(paragraphs).items() if times > 1] == []


def test_news_of_this_year_are_the_portals_own_and_say_what_they_are():
    of_this_year = [article for article in ARTICLES if article["published_on"].year == TODAY.year]
    assert of_this_year
    for article in of_this_year:
        assert article["published_on"] <= TODAY
        assert article["title"].startswith("Demonstration: ")
        assert article["source_name"] == "This portal"
