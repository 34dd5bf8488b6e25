"""Writing a practice in a browser: choosing by typing, counting, rows, and text that is kept whatever happens."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from network.moderation.models import UnsavedStep
from tests.factories import PracticeFactory

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def practice(live_server):
    call_command("load_vocabulary", verbosity=0)
    return PracticeFactory()


@pytest.fixture
def browser(chromium, live_server, practice):
    """A phone on which the author is signed in, with a clock that can be set forward."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, base_url=live_server.url)
    sign_in(context, practice.author)
    context.clock.install()
    yield context
    context.close()


def sign_in(context, user):
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}])


def open_step(browser, practice, step):
    page = browser.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(reverse("practice-edit", args=[practice.key, step]))
    return page


def choose_countries(page):
    find = page.get_by_label("Type to find a choice")
    find.fill("COTE D’IVOIRE")
    assert page.locator(".choices label:visible").all_inner_texts() == ["Côte d'Ivoire"]
    find.press("Enter")
    page.keyboard.press("Space")
    find.fill("no such country")
    assert page.locator(".choices :is(label, p):visible").count() == 0
    find.press("Escape")
    page.get_by_role("button", name="Remove: Kenya").click()
    assert page.locator(".chosen button").all_inner_texts() == ["Côte d'Ivoire"]


def write_sources(page):
    page.get_by_role("button", name="Add a source").click()
    page.keyboard.type("Evaluation of 2020")
    page.get_by_role("button", name="Add a source").click()
    page.keyboard.type("A mistake")
    page.locator(".row:visible").last.get_by_role("button", name="Remove this row").click()
    page.locator(".row:visible").first.get_by_role("button", name="Remove this row").click()


def save(page):
    page.get_by_role("button", name="Save and continue").click()


def test_a_practice_is_written_on_a_phone(browser, practice):
    page = open_step(browser, practice, "place")
    choose_countries(page)
    save(page)
    page.wait_for_url("**/story/")
    assert [country.pk for country in practice.countries.all()] == ["CI"]

    approach = page.get_by_label("What was done")
    approach.fill("é" * 2510)
    assert page.locator("#id_approach_limit").inner_text() == "Characters too many: 10"
    save(page)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert approach.input_value() == "é" * 2510
    page.get_by_role("link", name="Shorten this").click()
    approach.fill("Mentors met them.")
    save(page)

    page.wait_for_url("**/results/")
    write_sources(page)
    save(page)
    page.wait_for_url("**/attachments/")
    assert [source.title for source in practice.sources.all()] == ["Evaluation of 2020"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.errors == []


def test_what_is_typed_is_kept_in_two_windows_and_after_signing_out(browser, practice):
    page, second = (open_step(browser, practice, "story") for _window in range(2))
    challenge = page.get_by_label("The challenge")
    too_long = "From the first window " * 60
    challenge.fill(too_long)
    browser.clock.run_for(21_000)
    page.get_by_text("Saved at").wait_for()
    assert UnsavedStep.objects.get().answers["challenge"] == [too_long]

    third = open_step(browser, practice, "story")
    third.get_by_role("button", name="Discard unsaved text").click()
    third.get_by_text("People left prison without support.").wait_for()
    assert not UnsavedStep.objects.exists()
    challenge.fill("From the first window")
    browser.clock.run_for(21_000)
    page.get_by_text("Saved at").wait_for()

    second.get_by_label("The challenge").fill("From the second window")
    browser.clock.run_for(21_000)
    second.get_by_text("This step is open in another window").wait_for()
    second.close()

    browser.clear_cookies()
    challenge.fill("From the first window, longer")
    browser.clock.run_for(21_000)
    page.get_by_text("You are signed out.").wait_for()
    save(page)
    page.get_by_text("Your text is still on this page.").wait_for()
    sign_in(browser, practice.author)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/results/")
    practice.refresh_from_db()
    assert practice.challenge == "From the first window, longer"
    assert page.errors == []
