"""The rows of a list: what of an entry is shown, short enough for a list, with the words marked that were asked for."""

from collections.abc import Iterable
from typing import NamedTuple

from network.catalogue.marking import marked
from network.catalogue.models import Entry

MOST_WORDS = 45
# Where no spaces part the words.
MOST_CHARACTERS = 320


class Row(NamedTuple):
    """An entry, and what is shown as its title and summary."""

    entry: Entry
    title: str
    summary: str


def rows_of(entries: Iterable[Entry], words: str = "") -> list[Row]:
    """`entries` as rows, in which `words` are marked. At most one query."""
    entries = list(entries)
    texts = [shown for entry in entries for shown in (entry.title, shortened(entry.summary))]
    if words:
        texts = marked(texts, words)
    return [Row(*row) for row in zip(entries, texts[::2], texts[1::2], strict=True)]


def shortened(summary: str) -> str:
    """The beginning of `summary`, with an ellipsis where it goes on."""
    words = summary.split()
    beginning = " ".join(words[:MOST_WORDS])[:MOST_CHARACTERS]
    return beginning if beginning == " ".join(words) else f"{beginning.rstrip()}…"
