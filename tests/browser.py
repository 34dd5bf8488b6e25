"""A real Chromium for tests and screenshots: the system's own, never a downloaded one."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "Chromium is not installed (looked for: " + ", ".join(NAMES) + ")."


def executable():
    """The path of an installed Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def chromium():
    """A headless browser that talks to nobody but the pages it is sent to."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(),
            # The sandbox needs rights that a container or root does not have; the pages are our own.
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            browser.close()
