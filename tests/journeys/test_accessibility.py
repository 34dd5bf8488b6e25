"""No public page breaks a rule of WCAG 2.2 AA that axe-core can find, nor the contrast of AAA.

On a phone, each in one of three scripts and in the scheme that goes with it here: what they share is tried in each.
Pages behind the sign-in are looked at by `make check` (`test_accessibility_signed_in.py`).
"""

from itertools import cycle

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse

from tests import public_pages
from tests.factories import a_moderator

pytestmark = pytest.mark.chromium

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    # Whatever has the contrast of AAA has that of AA.
    "rules": {"color-contrast-enhanced": {"enabled": True}, "color-contrast": {"enabled": False}},
    "resultTypes": ["violations"],
}
LOOKS = [("en", "light"), ("ar", "dark"), ("zh-hans", "light")]


@pytest.mark.django_db(transaction=True)
def test_all_public_pages_pass_axe_and_fit_a_narrow_phone(live_server, open_page, roles):
    call_command("load_vocabulary", verbosity=0)
    a_moderator()
    addresses = [*public_pages.addresses(), reverse("design")]
    page = open_page(viewport={"width": 360, "height": 740})
    # A missing page is one to read as well, but no complaint of the browser.
    page.route(f"**{public_pages.MISSING[3:]}", lambda route: route.fulfill(response=route.fetch(), status=200))
    axe, found = Axe(), []
    for address, (language, scheme) in zip(addresses, cycle(LOOKS), strict=False):
        page.emulate_media(color_scheme=scheme)
        page.goto(live_server.url + address.replace("/en/", f"/{language}/", 1))
        broken = axe.run(page, options=OPTIONS).response["violations"]
        found += [(address, language, rule["id"], rule["nodes"][0]["html"]) for rule in broken]
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            found.append((address, language, "wider than the phone"))
    assert found == []
