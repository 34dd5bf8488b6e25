"""A browser on the live server; whatever the content security policy refuses fails the test."""

import os

import pytest

from tests import browser

# Playwright runs an event loop of its own in this thread; Django's guard against that would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all journeys."""
    if browser.executable() is None:
        pytest.skip(browser.MISSING)
    with browser.chromium() as running:
        yield running


@pytest.fixture
def open_page(chromium):
    """Open pages in a fresh profile each time it is called; check at the end that no console showed an error."""
    contexts, complaints = [], []

    def open_one(**options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(str(message)) if message.type == "error" else None)
        page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 500 else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []
