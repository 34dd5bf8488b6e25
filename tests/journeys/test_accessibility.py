"""No page breaks a rule of WCAG 2.2 AA that axe-core can find, nor the contrast of AAA.

Each in one of three scripts and in the scheme that goes with it here, one after the other: all pages in all of them
would take a quarter of an hour, and what pages share is tried in each. Public pages on a phone; the others, of which
there are more, in turn on a phone and on a desktop. `AXE_LOOKS=all` tries every page in every look.
"""

import os
from itertools import cycle

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests import public_pages
from tests.factories import a_moderator
from tests.journeys import signed_in
from tests.sessions import with_second_factor
from tests.sweep import client_of

pytestmark = pytest.mark.chromium

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    # Whatever has the contrast of AAA has that of AA.
    "rules": {"color-contrast-enhanced": {"enabled": True}, "color-contrast": {"enabled": False}},
    "resultTypes": ["violations"],
}
LOOKS = [("en", "light"), ("ar", "dark"), ("zh-hans", "light")]
PHONE, DESKTOP = 360, 1280
# Each follows one of another width.
ALL_LOOKS = list(zip(LOOKS * 2, (PHONE, DESKTOP) * 3, strict=True))
PASSWORD = "granite-harbour-violet-7"


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


class Walk:
    """Goes from page to page behind the sign-in, each in the next of the looks, and notes what axe finds."""

    def __init__(self):
        self.axe = Axe()
        self.looks = cycle(ALL_LOOKS)
        self.found = []
        self.seen = 0

    def see(self, reader: signed_in.Reader, pages: dict[str, list[str]]) -> dict[str, list[str]]:
        """Look at all `pages` (name → addresses that might be it) of `reader`; return those that are none of theirs."""
        others = {}
        for name, addresses in pages.items():
            look, *further = ALL_LOOKS if os.environ.get("AXE_LOOKS") == "all" else [next(self.looks)]
            address = next((address for address in addresses if self._look_at(reader, address, look)), None)
            if address is None:
                others[name] = addresses
                continue
            for look in further:
                self._look_at(reader, address, look)
        return others

    def _look_at(self, reader, address, look):
        (language, scheme), width = look
        page = reader.page
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 740})
        if not reader.show(address, language):
            return False
        # Once in each look is enough for the list of lists beside the pages of the desk.
        context = {"exclude": [["#nav-sidebar"]]} if self.seen >= len(ALL_LOOKS) else None
        # Without reading the styles a second time: one rule needs that, and the public pages have the same styles.
        broken = self.axe.run(page, context, OPTIONS | {"preload": False}).response["violations"]
        self.found += [(address, *look, rule["id"], node["html"]) for rule in broken for node in rule["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            self.found.append((address, *look, "wider than the window"))
        self.seen += 1
        return True


@pytest.mark.django_db
def test_the_desk_passes_axe(world, open_page):
    walk = Walk()
    for role in ("moderator", "editor"):
        walk.see(signed_in.Reader(client_of(world.people[role]), open_page()), {"start": [reverse("admin:index")]})
    walk.see(signed_in.Reader(client_of(world.people["superuser"]), open_page()), signed_in.desk(world))
    assert walk.found == []
    assert walk.seen > 60


@pytest.mark.django_db
def test_pages_of_members_pass_axe(world, open_page):
    walk, pages = Walk(), signed_in.own_pages(world)
    owner = world.people["owner"]
    TOTP.activate(owner, generate_totp_secret())
    RecoveryCodes.activate(owner)
    for role in ("owner", "focal point", "member"):
        user = world.people[role]
        user.set_password(PASSWORD)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        client = with_second_factor(client_of(user))
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        pages = walk.see(signed_in.Reader(client, open_page()), pages)
    halfway = Client()
    halfway.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    missing = walk.see(signed_in.Reader(halfway, open_page()), {"second step": [reverse("mfa_authenticate")]})
    assert walk.found == []
    assert walk.seen > 80
    assert not missing
