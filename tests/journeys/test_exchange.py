"""From a request to what came of it, by two people in two browsers."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.exchange.agreements import evaluating
from network.exchange.models import Evaluation, Exchange
from tests.exchange.exchanges import let_pass
from tests.factories import OpportunityFactory, ProfileFactory
from tests.letters import deliver, links_in

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

SENT, CONFIRMED = "Your proposal has been sent", "You have confirmed the proposal"


@pytest.fixture(autouse=True)
def _world(live_server, settings, roles):
    settings.ORIGIN = live_server.url
    settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
    call_command("load_vocabulary", verbosity=0)


@pytest.fixture
def sign_in(open_page):
    """A browser in which somebody is signed in."""

    def open_for(user, site):
        client = Client()
        client.force_login(user)
        page = open_page(viewport={"width": 1100, "height": 900})
        cookie = client.cookies[configured.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        return page

    return open_for


def press(page, name, then):
    """Press a button, and wait until the next page says `then`."""
    page.get_by_role("main").get_by_role("button", name=name).first.click()
    page.get_by_text(then).first.wait_for()


def follow(page, name):
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def propose(page, step, then, first_day, last_day, **numbers):
    follow(page, step)
    page.locator("[name=what]").fill("Three days in two prisons, with the staff who accompany people after release.")
    page.locator("[name=starts_on]").fill(first_day.isoformat())
    page.locator("[name=ends_on]").fill(last_day.isoformat())
    page.locator("[name=cost_travel]").select_option("provider")
    for name, number in numbers.items():
        page.locator(f"[name={name}]").fill(str(number))
    press(page, "Send proposal", then)


def test_a_request_becomes_an_exchange_that_both_sides_evaluate(live_server, sign_in, open_page):
    site, today = live_server.url, timezone.localdate()
    asker = ProfileFactory.published()
    helper = ProfileFactory.published(given_name="Zqsiti", duty_country_id="ID")
    request = OpportunityFactory.published(author=asker.user, direction="request")
    one, other = sign_in(asker.user, site), sign_in(helper.user, site)

    # The member answers, and the author sees no name before both agree.
    other.goto(f"{site}{request.get_absolute_url()}")
    follow(other, re.compile("^Answer"))
    other.locator("[name=reason]").fill("We have run this for five years and can show it.")
    press(other, "Send answer", "Your answer has been sent")
    one.goto(site + reverse("opportunity-answers", args=[request.key]))
    assert "Zqsiti" not in one.content()
    press(one, re.compile("^Agree"), "Open the conversation")
    exchange = Exchange.objects.get()
    address = f"{site}/en/me/exchanges/{exchange.key}/"

    # What, when and who bears what; then that it is done.
    one.goto(address)
    assert "Zqsiti" in one.content()
    propose(one, "Propose an agreement", SENT, today, today + timedelta(days=2), people=12, women=5, days=3)
    other.goto(address)
    press(other, "Confirm proposal", CONFIRMED)
    propose(other, "Propose “Done”", SENT, today - timedelta(days=2), today, people=12, women=5, days=3)
    one.goto(address)
    press(one, "Confirm proposal", CONFIRMED)

    # Four weeks later, by the link of a letter and without signing in.
    let_pass(exchange, Evaluation.ASKED_AFTER + timedelta(hours=1))
    mail.outbox.clear()
    evaluating.ask()
    letter = next(letter for letter in deliver() if letter.to == [helper.user.email] and "/evaluation/" in letter.body)
    stranger = open_page(viewport={"width": 390, "height": 800})
    stranger.goto(next(link for link in links_in(letter) if "/evaluation/" in link))
    stranger.locator("[name=learned]").fill("How county mentors are chosen.")
    stranger.locator("[name=again][value=yes]").check()
    press(stranger, "Save answers", "Your answers have been saved")

    # One sentence for everyone, once both agree.
    for page, said in ((one, "once the other side agrees"), (other, "It is public now")):
        page.goto(address)
        press(page, "Agree to the sentence", said)
    stranger.goto(f"{site}/en/exchanges/")
    assert "12 people" in stranger.content()
    assert "Zq" not in stranger.content()
