"""The rows of a list: what of an entry is shown, short enough for a list, with the words marked that were asked for."""

from collections.abc import Iterable
from typing import NamedTuple

from network.catalogue.marking import marked
from network.catalogue.models import Entry

# Of 45 a full list in Arabic passed its budget, and a telephone showed two results less.
MOST_WORDS = 30
# What a word may take on average: it is this that cuts texts in which no spaces part the words.
CHARACTERS_OF_A_WORD = 7


class Row(NamedTuple):
    """An entry, and what is shown as its title and summary."""

    entry: Entry
    title: str
    summary: str


def rows_of(entries: Iterable[Entry], words: str = "", most_words: int = MOST_WORDS) -> list[Row]:
    """`entries` as rows: `most_words` of their summaries at most, and `words` marked. At most one query."""
    entries = list(entries)
    texts = [shown for entry in entries for shown in (entry.title, shortened(entry.summary, most_words))]
    if words:
        texts = marked(texts, words)
    return [Row(*row) for row in zip(entries, texts[::2], texts[1::2], strict=True)]


def shortened(summary: str, most_words: int = MOST_WORDS) -> str:
    """The beginning of `summary`, with an ellipsis where it goes on; nothing if no words are wanted."""
    words = summary.split()
    beginning = " ".join(words[:most_words])[: most_words * CHARACTERS_OF_A_WORD]
    if not beginning or beginning == " ".join(words):
        return beginning
    return f"{beginning.rstrip()}…"
