"""From a search to the inbox in a real browser, and the letters as a phone shows them."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from network.alerts import planning, sending
from network.alerts.contents import MOST_ITEMS, Batch
from network.alerts.letters import compose
from network.alerts.models import Message, Run
from tests.alerts.factories import SubscriptionFactory
from tests.factories import PracticeFactory, ProfileFactory, a_moderator

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

NARROWEST = 320
SUMMARY = "A county accompanies people after their release. " * 6


@pytest.fixture(autouse=True)
def _world(live_server, settings, roles):
    """The vocabulary, which transactional tests empty; letters lead to the live server and are kept in memory."""
    settings.ORIGIN = live_server.url
    settings.MAIL_DOMAIN = "portal.example"
    call_command("load_vocabulary", verbosity=0)
    a_moderator()


def letters():
    """Subjects of what came to the reader."""
    return [message.subject for message in mail.outbox if message.to == ["amina@example.org"]]


def newest():
    """The text of the last letter to the reader."""
    return [message.body for message in mail.outbox if message.to == ["amina@example.org"]][-1]


def test_a_reader_follows_a_search_confirms_and_hears_of_the_next_practice(live_server, open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    page.goto(f"{live_server.url}/en/practices/?topic=prisons")
    page.get_by_role("link", name="Get email alerts for this search").click()
    page.get_by_label(re.compile("^Your email address")).fill("amina@example.org")
    page.locator("[name=frequency][value=at-once]").check()
    page.get_by_role("button", name="Subscribe").click()
    page.wait_for_selector("text=amina@example.org")
    sending.send()
    page.goto(re.search(r"https?://\S+/confirm/\S+", newest())[0])
    assert Message.objects.count() == 1, "a link that was only opened begins nothing"
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_selector("text=You are subscribed")

    PracticeFactory.published(title="After-care in a county")
    planning.plan_all(timezone.now() + timedelta(minutes=10))
    Message.objects.update(not_before=timezone.now())
    sending.send()
    assert letters()[1:] == ["Expert Network: After-care in a county (Good practice)"]
    page.goto(re.search(r"https?://\S+/practices/\S+", newest())[0])
    assert page.get_by_role("heading", level=1).inner_text() == "After-care in a county"

    page.goto(re.search(r"https?://\S+/u/\S+", newest())[0])
    page.locator("[name=choice][value=stop]").check()
    page.get_by_role("button", name="Save").click()
    PracticeFactory.published(title="Heard by nobody")
    planning.plan_all(timezone.now() + timedelta(minutes=20))
    sending.send()
    assert letters()[1:] == ["Expert Network: After-care in a county (Good practice)"]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("zh-hans", "ltr")])
def test_a_full_digest_reads_well_on_the_narrowest_phone_and_fetches_nothing(open_page, language, direction):
    SubscriptionFactory(subscriber__language=language, confirmed_at=timezone.now() - timedelta(days=40))
    for _number in range(MOST_ITEMS + 3):
        PracticeFactory.published(summary=SUMMARY)
    ProfileFactory.published()
    planning.plan_all(timezone.now() + timedelta(days=1))
    message = Message.objects.get(run__kind=Run.Kind.DIGEST)
    html = compose(message, Batch([message])).html
    page, fetched = open_page(viewport={"width": NARROWEST, "height": 740}), []
    page.on("request", lambda request: fetched.append(request.url))
    page.set_content(html)
    assert fetched == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
    assert page.evaluate("getComputedStyle(document.body.firstElementChild).direction") == direction
    assert page.locator("h3, h2").count() > MOST_ITEMS
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('body *')].filter(node => node.innerText)"
        ".map(node => parseFloat(getComputedStyle(node).fontSize)))"
    )
    assert smallest >= 13
    assert [
        rule["id"] for rule in Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    ] == []
