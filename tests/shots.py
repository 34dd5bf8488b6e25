"""`make shots`: screenshots of the main pages of the running demonstration, into var/shots.

Needs Chromium and `make run` in another terminal; `PORT=` as there.
"""

import os
import sys
from pathlib import Path

from tests import browser

SITE = f"http://localhost:{os.environ.get('PORT', '8000')}"
FOLDER = Path(os.environ.get("PORTAL_VAR", "var")) / "shots"
WIDTHS = {"phone": 360, "desktop": 1440}
PUBLIC = {
    "home": "",
    "experts": "experts/",
    "practices": "practices/",
    "experts-outdated": "experts/?outdated=1",
    "practices-filtered": "practices/?region=africa&pillar=1",
    "search": "search/?q=prison",
    "publications": "publications/",
    "events": "events/?when=upcoming",
    "sign-up": "accounts/signup/",
    "sign-in": "accounts/login/",
    "about": "about/",
    "subscribe": "subscribe/",
    "follow-a-search": "subscribe/?topic=prisons",
}
MEMBER = {
    "dashboard": "me/",
    "profile-person": "me/profile/person/",
    "profile-work": "me/profile/work/",
    "profile-files": "me/profile/files/",
    "profile-visibility": "me/profile/visibility/",
    "practice-new": "me/practices/new/",
    "account": "accounts/email/",
    "alerts": "me/alerts/",
}
FOCAL_POINT = {"countries": "me/countries/"}
STAFF = {"desk": "admin/", "queue": "admin/moderation/record/", "mail": "admin/alerts/run/"}


def main() -> int:
    """Take all screenshots; return 0."""
    if browser.executable() is None:
        print(browser.MISSING)  # noqa: T201
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with browser.chromium() as chromium:
        for device, width in WIDTHS.items():
            for language in ("en", "ar"):
                page = chromium.new_page(viewport={"width": width, "height": 900})
                for name, path in PUBLIC.items():
                    shoot(page, f"{SITE}/{language}/{path}", f"{name}-{language}-{device}")
                first_of(page, language, "experts", f"profile-{language}-{device}")
                first_of(page, language, "practices", f"practice-{language}-{device}")
                sign_in(page, "expert01@demo.example")
                for name, path in MEMBER.items():
                    shoot(page, f"{SITE}/{language}/{path}", f"{name}-{language}-{device}")
                page.close()
                page = chromium.new_page(viewport={"width": width, "height": 900})
                sign_in(page, "focalpoint@demo.example")
                for name, path in FOCAL_POINT.items():
                    shoot(page, f"{SITE}/{language}/{path}", f"{name}-{language}-{device}")
                page.locator("main .entries .button").first.click()
                page.screenshot(path=FOLDER / f"word-{language}-{device}.png", full_page=True)
                page.close()
            page = chromium.new_page(viewport={"width": width, "height": 900})
            sign_in(page, "admin@demo.example")
            for name, path in STAFF.items():
                shoot(page, f"{SITE}/{path}", f"{name}-{device}")
            page.goto(f"{SITE}/{STAFF['queue']}")
            page.locator("#result_list tbody th a, #result_list .field-title a").first.click()
            page.screenshot(path=FOLDER / f"review-{device}.png", full_page=True)
            page.close()
    print(f"Screenshots are in {FOLDER}.")  # noqa: T201
    return 0


def shoot(page, address, name):
    """Take one full-page screenshot."""
    page.goto(address)
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)


def first_of(page, language, list_name, name):
    """Take a screenshot of the first record of a list."""
    page.goto(f"{SITE}/{language}/{list_name}/")
    page.locator(".entry a").first.click()
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)


def sign_in(page, email):
    """Sign in with the password of the demonstration."""
    from network.demo.people import PASSWORD

    page.goto(f"{SITE}/en/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
    django.setup()
    sys.exit(main())
