"""The head of every page on a phone: low, closed as served, and of use by key, by touch and without scripts."""

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
MENUS = "details.menu:visible"
MOST_HIGH = 120


def test_the_head_of_a_page_on_a_phone(live_server, open_page):
    plain = open_page(viewport=PHONE, java_script_enabled=False)
    page = open_page(viewport=PHONE)
    address = live_server.url + reverse("practice-list")
    for browser in (plain, page):
        browser.goto(f"{address}?pillar=1")
        menus_are_closed_and_low(browser)
        every_menu_opens(browser)
    escape_closes_and_gives_the_focus_back(page)
    a_click_elsewhere_closes(page)
    the_first_key_leads_past_the_head(page)
    another_language_keeps_what_filters_made_of_the_address(page)
    another_scheme_leaves_what_was_typed(page)
    another_scheme_works_without_a_script(plain)
    for browser in (plain, page):
        twice_as_large_text_fits(browser, live_server.url)


def menus_are_closed_and_low(page):
    assert page.locator(f"{MENUS}[open]").count() == 0
    assert page.locator(".masthead").bounding_box()["height"] <= MOST_HIGH


def every_menu_opens(page):
    menus = page.locator(MENUS)
    assert menus.count() == 3
    for menu in menus.all():
        menu.locator("summary").click()
        assert menu.locator("a, input").first.is_visible()
        assert page.locator(f"{MENUS}[open]").count() == 1
        menu.locator("summary").click()


def escape_closes_and_gives_the_focus_back(page):
    menu = page.locator(".menu-navigation")
    menu.locator("summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary").evaluate("summary => summary === document.activeElement")


def a_click_elsewhere_closes(page):
    menu = page.locator(".menu-search")
    menu.locator("summary").click()
    page.mouse.click(2, PHONE["height"] - 2)
    assert menu.get_attribute("open") is None


def the_first_key_leads_past_the_head(page):
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def another_language_keeps_what_filters_made_of_the_address(page):
    page.evaluate("history.pushState({}, '', '?pillar=2')")
    page.locator(".menu-languages summary").click()
    page.locator(".menu-languages [hreflang=es]").click()
    page.wait_for_url("**/es/practices/?pillar=2")


def another_scheme_leaves_what_was_typed(page):
    page.locator("main [name=q]").fill("half a word")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("[name=scheme][value=dark]").click()
    page.wait_for_selector("html[data-scheme=dark]")
    assert page.evaluate(ground) != light
    assert page.locator("main [name=q]").input_value() == "half a word"
    page.reload()
    assert page.locator("html").get_attribute("data-scheme") == "dark"


def another_scheme_works_without_a_script(page):
    address = page.url
    page.locator("[name=scheme][value=dark]").click()
    page.wait_for_selector("html[data-scheme=dark]")
    assert page.url == address


def twice_as_large_text_fits(page, site):
    for language in ("ar", "ru"):
        for name in ("practice-list", "account_signup", "about"):
            page.goto(site + reverse(name).replace("/en/", f"/{language}/", 1))
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
