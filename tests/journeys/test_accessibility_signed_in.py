"""No page of members and of the staff desk breaks the rules that public pages are held to (`test_accessibility.py`).

Each in one of three scripts and in the scheme that goes with it here, in turn on a phone and on a desktop: all pages in
all of them would take a quarter of an hour, and what pages share is tried in each. `AXE_LOOKS=all` tries every page in
every look.
"""

import os
from itertools import cycle

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from tests.journeys import signed_in
from tests.journeys.test_accessibility import LOOKS, OPTIONS
from tests.sessions import with_second_factor
from tests.sweep import client_of

pytestmark = [pytest.mark.chromium, pytest.mark.audit, pytest.mark.django_db]

PHONE, DESKTOP = 360, 1280
# Each follows one of another width.
ALL_LOOKS = list(zip(LOOKS * 2, (PHONE, DESKTOP) * 3, strict=True))
PASSWORD = "granite-harbour-violet-7"


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


def test_the_desk_passes_axe(open_page, world):
    walk = Walk()
    for role in ("moderator", "editor"):
        walk.see(signed_in.Reader(client_of(world.people[role]), open_page()), {"start": [reverse("admin:index")]})
    walk.see(signed_in.Reader(client_of(world.people["superuser"]), open_page()), signed_in.desk(world))
    assert walk.found == []
    assert walk.seen > 60


def test_pages_of_members_pass_axe(open_page, world):
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
