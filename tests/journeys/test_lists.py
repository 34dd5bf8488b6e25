"""Lists in a real browser: filters that answer at once, on a phone as a sheet, and without any script."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.catalogue.test_lists import multiply
from tests.factories import PracticeFactory, a_moderator

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

COUNTRIES = ("KE", "UG", "GH", "NG", "SN", "ML", "NE", "TD", "CM", "ET", "EG")
PHONE = {"viewport": {"width": 360, "height": 740}}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
SHIFTS = """
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(autouse=True)
def _world(roles):
    """Practices of more countries than are shown at first, on two pages."""
    call_command("load_vocabulary", verbosity=0)
    a_moderator()
    PracticeFactory.published(title="After-care", pillars=[1], related__countries=list(COUNTRIES))
    PracticeFactory.published(title="Schools", pillars=[2])
    multiply(12)


def count(page):
    return page.locator(".count").inner_text()


def test_a_filter_answers_at_once_and_focus_and_opened_parts_stay(live_server, open_page):
    page = open_page(**DESKTOP)
    page.goto(live_server.url + reverse("practice-list"))
    assert count(page) == "1–20 of 26 results"
    page.locator("#more-country summary").click()
    box = page.locator("[name=country][value=UG]")
    box.focus()
    page.keyboard.press("Space")
    page.locator(".count", has_text="13 results").wait_for()
    assert page.url.endswith("?country=UG")
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["country", "UG"]
    assert page.locator("#more-country").get_attribute("open") is not None
    assert page.locator("[data-announcement]").inner_text() == "13 results"
    page.keyboard.press("Space")
    page.locator(".count", has_text="of 26 results").wait_for()
    page.go_back()
    page.locator(".count", has_text="13 results").wait_for()
    assert page.locator("[name=country][value=UG]").is_checked()


def test_on_a_phone_results_come_first_and_filters_are_a_sheet(live_server, open_page):
    page = open_page(**PHONE)
    page.add_init_script(SHIFTS)
    page.goto(live_server.url + reverse("practice-list"))
    first = page.locator(".entry-title").first.bounding_box()
    assert first["y"] + first["height"] < PHONE["viewport"]["height"]
    assert not page.locator(".facets").is_visible()
    assert page.evaluate("window.shifts") <= 0.05
    page.get_by_role("link", name="Filters", exact=True).click()
    assert not page.locator(".results").is_visible()
    page.locator("[name=pillar][value='2']").check()
    page.get_by_role("button", name="Show 13 results").click()
    assert page.locator(".results").is_visible()
    assert not page.locator(".facets").is_visible()
    assert count(page) == "13 results"
    assert "?pillar=2" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_without_scripts_everything_works_by_its_buttons(live_server, open_page):
    page = open_page(java_script_enabled=False, **PHONE)
    page.goto(live_server.url + reverse("practice-list"))
    assert page.locator(".entry-title").first.bounding_box()["y"] < PHONE["viewport"]["height"]
    page.get_by_role("link", name="Filters", exact=True).click()
    page.locator("[name=pillar][value='2']").check()
    page.get_by_role("button", name="Apply filters").click()
    assert count(page) == "13 results"
    page.get_by_label("Keywords").fill("schools")
    page.locator(".list-search button").click()
    assert "pillar=2" in page.url
    assert "q=schools" in page.url
    page.get_by_role("link", name="Remove “schools”").click()
    page.get_by_role("link", name="Title", exact=True).click()
    assert page.url.endswith("?pillar=2&sort=title")
