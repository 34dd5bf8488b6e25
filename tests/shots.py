"""`make shots`: screenshots of the pages of the running demonstration, into var/shots.

Public pages in three scripts, at two widths, in both colour schemes, and how they print; those of members and staff in
two languages; emails as they come in. Needs Chromium and `make run` in another terminal; `PORT=` as there. Names of
pages after it, as in `python -m tests.shots home practice`, take only these.
"""

import os
import sys
from pathlib import Path

from tests import browser

SITE = f"http://localhost:{os.environ.get('PORT', '8000')}"
FOLDER = Path(os.environ.get("PORTAL_VAR", "var")) / "shots"
WIDTHS = {"phone": 360, "desktop": 1440}
LETTER_WIDTHS = {"phone": 360, "desktop": 640}
SCRIPTS = ("en", "ar", "zh-hans")
SCHEMES = ("light", "dark")
PUBLIC = {
    "home": "",
    "experts": "experts/",
    "practices": "practices/",
    "practices-filtered": "practices/?region=africa&pillar=1",
    "practices-filters": "practices/#filters",
    "search": "search/?q=prison",
    "search-empty": "search/?q=qwxyz",
    "news": "news/",
    "publications": "publications/",
    "events": "events/",
    "subscribe": "subscribe/",
    "follow-a-search": "subscribe/?topic=prisons",
    "help": "help/",
    "guidance": "guidance/",
    "contact": "contact/",
    "sign-up": "accounts/signup/",
    "sign-in": "accounts/login/",
    "about": "about/",
    "terms": "terms/",
    "privacy": "privacy/",
    "missing": "missing/",
}
# The list on which a record is found, and its link there.
RECORDS = {
    "practice": ("practices/", ".entry-title a"),
    "expert": ("experts/", ".entry:not(:has(.person-without-name)) .entry-title a"),
    "expert-by-role": ("experts/", ".entry:has(.person-without-name) .entry-title a"),
    "article": ("news/", ".entry-title a"),
    "publication": ("publications/", ".entry-title a"),
    "event": ("events/", ".entry-title a"),
}
PRINTED = ("practice", "expert")
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


def main(wanted: list[str]) -> int:
    """Take the screenshots of the pages named `wanted`, or all; return 0."""
    if browser.executable() is None:
        print(browser.MISSING)  # noqa: T201
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)

    def chosen(pages):
        return {name: address for name, address in pages.items() if not wanted or name in wanted}

    with browser.chromium() as chromium:
        for device, width in WIDTHS.items():
            viewport = {"width": width, "height": 900}
            for language in SCRIPTS:
                public(chromium.new_page(viewport=viewport), chosen, language, device)
            people = [("expert01", MEMBER, "en/"), ("expert01", MEMBER, "ar/")]
            people += [("focalpoint", FOCAL_POINT, "en/"), ("focalpoint", FOCAL_POINT, "ar/"), ("admin", STAFF, "")]
            for who, pages, prefix in people:
                signed_in(chromium.new_page(viewport=viewport), who, chosen(pages), prefix, device)
        if not wanted or "letters" in wanted:
            for device, width in LETTER_WIDTHS.items():
                letters(chromium.new_page(viewport={"width": width, "height": 900}), device)
    print(f"Screenshots are in {FOLDER}.")  # noqa: T201
    return 0


def public(page, chosen, language, device):
    """Take what visitors see in `language`, in both schemes."""
    for name, path in chosen(PUBLIC).items():
        page.goto(f"{SITE}/{language}/{path}")
        shoot(page, f"{name}-{language}-{device}", SCHEMES)
    for name, (path, link) in chosen(RECORDS).items():
        page.goto(f"{SITE}/{language}/{path}")
        page.goto(page.locator(link).first.evaluate("link => link.href"))
        shoot(page, f"{name}-{language}-{device}", SCHEMES)
        if name in PRINTED and device == "desktop":
            page.pdf(path=FOLDER / f"{name}-{language}.pdf", format="A4")
    page.close()


def signed_in(page, who, pages, prefix, device):
    """Take the `pages` that `who` sees, below `prefix`."""
    from network.demo.people import PASSWORD

    if pages:
        page.goto(f"{SITE}/en/accounts/login/")
        page.locator("[name=login]").fill(f"{who}@demo.example")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").first.click()
    for name, path in pages.items():
        page.goto(f"{SITE}/{prefix}{path}")
        shoot(page, f"{name}-{prefix.strip('/')}-{device}")
    page.close()


def letters(page, device):
    """Take the newest email of each subject."""
    page.goto(f"{SITE}/mailbox/")
    links = page.locator("main .entry-title a")
    newest = {}
    for subject, address in links.evaluate_all("links => links.map(link => [link.textContent, link.href])"):
        newest.setdefault(subject, address)
    for number, address in enumerate(newest.values()):
        page.goto(f"{address}html/")
        shoot(page, f"letter-{number:02}-{device}", SCHEMES)
    page.close()


def shoot(page, name, schemes=("light",)):
    """Take the whole of the shown page, with what would load as one scrolls, in each of `schemes`."""
    page.locator("img[loading=lazy]").evaluate_all("images => images.forEach(image => { image.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.screenshot(path=FOLDER / f"{name}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
