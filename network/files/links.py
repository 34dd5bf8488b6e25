"""Where a link in a document may lead."""

import re

from django.utils.translation import gettext_lazy as _

from network.files.rejection import Rejected

# Everything else starts a program (`file:`, `javascript:`, `ms-word:`, `search-ms:`) or logs in somewhere (`\\host`).
HARMLESS = re.compile(r"(?:https?://|mailto:)[^\x00-\x20\x7f]+", re.IGNORECASE)
LINK = _("The file contains the link “%(link)s”. Only links to web pages (https://…) and e-mail addresses are allowed.")
# Enough to find the link in the document.
MOST_SHOWN = 80


def check_link(target):
    """Raise Rejected unless `target` is a web page or an address for mail, written out in full."""
    if not HARMLESS.match(target.strip()):
        raise Rejected(LINK, {"link": target[:MOST_SHOWN]})
