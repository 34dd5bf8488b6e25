"""What the tests of the demonstration's content share: the vocabulary, and which addresses are no source."""

import json
import re
from urllib.parse import urlparse

from network.catalogue import pillars

VOCABULARY = pillars.DATA.parent
COUNTRIES = {country["code"]: country for country in json.loads((VOCABULARY / "countries.json").read_text())}
PILLARS_OF = {
    topic["slug"]: set(topic["pillars"])
    for group in json.loads((VOCABULARY / "topics.json").read_text())["groups"]
    for topic in group["topics"]
}
# Nobody's blog, forum or encyclopaedia is a source: a reader cannot know who stands behind a statement there.
NO_SOURCE = re.compile(
    r"blog|wordpress|wiki|britannica|universalis|medium\.com|nairaland|dinardetectives|muslimparrot|facebook|twitter"
    r"|terrorismwatch|jagranjosh"
)

# Names that the United Nations does not use for a State, in our own words; titles of others stay as they are.
NOT_UN_NAMES = re.compile(
    r"\b(?:Syria|Ivory Coast|Cape Verde|Laos|Turkey|Swaziland|Burma|Vietnam|Czech Republic|East Timor|Holland)\b"
    r"|(?<![Tt]he )(?<!\()\bNiger\b(?!\))"
)


def is_no_source(url) -> bool:
    """Whether the address `url` belongs to a blog, a forum, an encyclopaedia or a page that copies others."""
    return bool(NO_SOURCE.search(urlparse(url).hostname or ""))


def stray_topics(record) -> list:
    """The topics of `record` that belong to none of its pillars."""
    return [topic for topic in record["topics"] if not PILLARS_OF[topic] & set(record["pillars"])]
