"""What the portal answers somebody who is signed in, shown in a browser without a server.

So the world of the sweep, which no other connection sees, need not be made once more and committed.
"""

from itertools import chain
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import resolve, reverse
from django.views.generic import View

from network.moderation.editing import REVIEW, START, EditRecord
from network.moderation.models import Status
from tests import sweep

# Browsers trust it as if it were https.
ORIGIN = "http://localhost"
WORDS_OF_SCRIPTS = "/admin/jsi18n/"
# Pages of Django that look the same for all models.
ALIKE = ("_history", "_delete")
# A letter, in which no script runs, not even that of axe.
NOT_SHOWN = {"admin:alerts_run_preview"}
# What is for somebody who is signed in, or has a link from an email.
OWN_FOLDERS = ("/en/me/", "/en/accounts/")
OWN = {
    *("expert-contact", "expert-write", "focal-point-write", "centre-join", "opportunity-answer"),
    *("adoption-answer", "evaluation", "follow-up", "still-correct", "alerts-confirm", "alerts-stop"),
}
REVIEW_OF_A_RECORD = "admin:moderation_record_review"


class Reader:
    """Shows in `page` what `client` is answered."""

    def __init__(self, client, page):
        self.client, self.page = client, page
        self._answers = {}
        page.route("**/*", self._answer)

    def show(self, address, language):
        """Show what is at `address`, as it is in English, in `language`; return whether there is such a page."""
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        address = address.replace("/en/", f"/{language}/", 1)
        answer = self.client.get(address)
        if not is_page(answer):
            return False
        # Fetched here, because Playwright asks in a context in which Django would connect to the database anew.
        self._answers = {address: answer}
        if WORDS_OF_SCRIPTS in answer.text:
            self._answers[WORDS_OF_SCRIPTS] = self.client.get(WORDS_OF_SCRIPTS)
        self.page.goto(ORIGIN + address)
        return True

    def _answer(self, route):
        address = urlsplit(route.request.url)._replace(scheme="", netloc="").geturl()
        if address.startswith(settings.STATIC_URL):
            route.fulfill(path=finders.find(address.removeprefix(settings.STATIC_URL)))
        elif answer := self._answers.get(address):
            route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)
        else:
            # Images, which in the world are words that no browser can draw, and pages inside a page.
            route.fulfill(status=204)


def is_page(answer):
    """Whether `answer` is a page: no file, no error, no way to another page."""
    return answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")


def desk(world):
    """Name → addresses of a page of the desk; the first that is a page for somebody stands for all."""
    found = {name: addresses for name, addresses in sweep.by_pattern(world).items() if name.startswith("admin:")}
    for name in [name for name in found if name.endswith("_add")]:
        found[name.removesuffix("_add") + "_change"] += found.pop(name)
    for end in ALIKE:
        alike = [found.pop(name) for name in list(found) if name.endswith(end)]
        found[end] = list(chain(*alike))
    waiting_first = sorted(world.records.values(), key=lambda record: record.status != Status.SUBMITTED)
    for record in waiting_first:
        found.setdefault(f"review of {record.KIND}", []).append(reverse(REVIEW_OF_A_RECORD, args=[record.pk]))
    return {name: addresses for name, addresses in found.items() if name not in {*NOT_SHOWN, REVIEW_OF_A_RECORD}}


def own_pages(world):
    """The same of what is for somebody who is signed in or has a link, with each step in which a record is written."""
    found = {}
    for name, addresses in sweep.by_pattern(world).items():
        if not (name in OWN or any(address.startswith(OWN_FOLDERS) for address in addresses)):
            continue
        view = getattr(resolve(addresses[0]).func, "view_class", View)
        if issubclass(view, EditRecord) and name.endswith("-edit"):
            records = list(dict.fromkeys(address.rsplit("/", 2)[0] for address in addresses))
            for step in (START, *(step.slug for step in view.steps), REVIEW):
                found[f"{name} {step}"] = [f"{record}/{step}/" for record in records]
        else:
            found[name] = addresses
    return found
