"""No page breaks a rule of WCAG 2.2 AA that axe-core can find, nor the contrast of AAA.

On a phone, from left to right in the light scheme, and from right to left in the dark one.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse

from network.alerts import tokens
from tests.alerts.factories import SubscriptionFactory
from tests.factories import ProfileFactory, a_moderator
from tests.files.kept import practice_with
from tests.news.factories import EventFactory

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}


def test_the_main_pages_pass_axe_and_fit_a_narrow_phone(live_server, open_page, roles):
    call_command("load_vocabulary", verbosity=0)
    a_moderator()
    records = [ProfileFactory.published(), practice_with(b"%PDF", is_contested=True), EventFactory.published()]
    names = [
        "home",
        "search",
        "expert-list",
        "practice-list",
        "event-list",
        "account_signup",
        "account_login",
        "about",
        "privacy",
        "subscribe",
        "design",
    ]
    addresses = [reverse(name) for name in names] + [record.get_absolute_url() for record in records]
    followed = SubscriptionFactory(note="For the course")
    manage = reverse("alerts-manage", args=[tokens.make(tokens.Use.MANAGE, followed.subscriber_id)])
    addresses += [manage, f"{manage}{followed.key}/"]
    page = open_page(viewport={"width": 360, "height": 740})
    found = []
    for language, scheme in (("en", "light"), ("ar", "dark")):
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            page.goto(live_server.url + address.replace("/en/", f"/{language}/", 1))
            broken = Axe().run(page, options=RULES).response["violations"]
            found += [(address, language, rule["id"], rule["nodes"][0]["html"]) for rule in broken]
            if page.evaluate("document.documentElement.scrollWidth") > 360:
                found.append((address, language, "wider than the phone"))
    assert found == []
