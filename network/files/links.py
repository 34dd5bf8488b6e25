"""Where a link in a document may lead."""

import re

# Everything else starts a program (`file:`, `javascript:`, `ms-word:`, `search-ms:`), logs in somewhere (`\\host`), or
# means something only where the document came from.
HARMLESS = re.compile(r"(?:https?://|mailto:)[^\x00-\x20\x7f]+", re.IGNORECASE)


def is_harmless(target: str) -> bool:
    """Whether `target` is a web page or an address for mail, written out in full."""
    return bool(HARMLESS.fullmatch(target))
