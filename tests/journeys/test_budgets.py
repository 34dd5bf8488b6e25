"""What a visit costs on a slow line, and whether anything moves while a page loads.

Without pictures: at most 35 KB in 4 requests at the first visit, 12 KB at the next, and a layout shift of 0.05.
In Arabic, whose letters take two bytes each.
"""

import tomllib
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse

from network.demo.loading import CONTENT
from network.middleware import BROTLI_QUALITY
from tests.factories import PracticeFactory, ProfileFactory, a_moderator
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

FIRST_VISIT, NEXT_VISIT, REQUESTS, SHIFT = 35_000, 12_288, 4, 0.05
WATCH = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# Practices enough for a full page of the list, which is the heaviest page, and for most topics beside it.
FULL_PAGE = 40
PAGES = ["home", "search", "practice-list", "about", "help", "contact", "subscribe", "account_signup", "account_login"]
LONG = "Mentors met them every week. " * 40


def weight(answer) -> int:
    """How many bytes of an answer travel in production, where browsers take Brotli, which they do over HTTPS only."""
    path = urlsplit(answer.url).path
    if path.startswith("/static/"):
        return len(brotli.compress(Path(finders.find(path.removeprefix("/static/"))).read_bytes()))
    return len(brotli.compress(answer.body(), quality=BROTLI_QUALITY))


def test_every_public_page_is_light_and_stands_still(live_server, open_page, roles):
    call_command("load_vocabulary", verbosity=0)
    a_moderator()
    makers = (ProfileFactory, ArticleFactory, PublicationFactory, EventFactory)
    texts = [
        tomllib.loads(path.read_text()) for path in islice(sorted((CONTENT / "practices").glob("*.toml")), FULL_PAGE)
    ]
    practices = [
        PracticeFactory.published(
            title=text["title"],
            summary=text["summary"],
            challenge=LONG,
            related__countries=text["countries"],
            related__topics=text["topics"],
        )
        for text in texts
    ]
    records = [practices[0], *(maker.published() for maker in makers)]
    addresses = [*map(reverse, PAGES), *(record.get_absolute_url() for record in records)]
    page = open_page(viewport={"width": 360, "height": 740})
    page.add_init_script(WATCH)
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    too_much = []
    for address in addresses:
        answers.clear()
        page.goto(live_server.url + address.replace("/en/", "/ar/", 1), wait_until="networkidle")
        travelled = [
            answer for answer in answers if answer.request.resource_type in {"document", "stylesheet", "script"}
        ]
        costs = {answer.request.resource_type: weight(answer) for answer in travelled}
        measured = {
            "first visit": (sum(map(weight, travelled)), FIRST_VISIT),
            "next visit": (costs["document"], NEXT_VISIT),
            "requests": (len(travelled), REQUESTS),
            "shift": (page.evaluate("window.shift"), SHIFT),
        }
        too_much += [(address, what, *pair) for what, pair in measured.items() if pair[0] > pair[1]]
    assert too_much == []
