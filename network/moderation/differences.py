"""What a proposed revision changes, field by field and word by word."""

import difflib
import re
from dataclasses import dataclass

from network.catalogue.audiences import Audience
from network.files.filetypes import facts

# Of all words that readers see, the part that may change without anybody being told: misprints, an updated figure.
MOST_CHANGED_QUIETLY = 0.05
WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Difference:
    """One field: its label, both values as text, and the pieces of which the change consists.

    `pieces` is a tuple of (what, text) with `what` one of "same", "gone", "new".
    """

    label: str
    before: str
    after: str
    pieces: tuple


def differences(record) -> list[Difference]:
    """The fields in which the working copy of `record` differs from its live version, in the order of FIELDS.

    Without a live version every filled field is new.
    """
    before = record.live.content if record.live else {}
    after = record.content()
    changed = []
    for name, label in labels(record).items():
        old, new = (as_text(record.FIELDS[name], content.get(name)) for content in (before, after))
        if old != new:
            changed.append(Difference(label, old, new, pieces(old, new)))
    return changed


def is_material(record, before) -> bool:
    """Whether the live version of `record` differs from the version `before` so that its followers should hear of it.

    What it is filed under always counts; of the text that readers see, more than `MOST_CHANGED_QUIETLY`.
    """
    if before is None:
        return True
    old, new = ([], [])
    for name, field in record.FIELDS.items():
        if field.ceiling == Audience.STAFF:
            continue
        values = before.content.get(name), record.live.content.get(name)
        if field.vocabulary and values[0] != values[1]:
            return True
        for words, value in zip((old, new), values, strict=True):
            words += as_text(field, value).split()
    same = difflib.SequenceMatcher(None, old, new, autojunk=False).ratio()
    return 1 - same > MOST_CHANGED_QUIETLY


def labels(record) -> dict:
    """Field → what people call it, for every field of `record`."""
    return {name: str(record.field_label(name)) for name in record.FIELDS}


def as_text(field, value) -> str:
    """The JSON `value` of `field` as a person reads it."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, list):
        return "\n".join(as_text(field, item) for item in value)
    if field.holds_files and value:
        return _file_as_text(value)
    if isinstance(value, dict):
        # The order in which PostgreSQL keeps the names (jsonb), or each approved value would seem to differ.
        names = sorted(value, key=lambda name: (len(name), name))
        return " · ".join(as_text(field, value[name]) for name in names if value[name] not in ("", None))
    return field.label(value)


def _file_as_text(file):
    """Title if there is one, name, type and size. The mark tells two files of the same name and size apart."""
    title = f"{file['title']}: " if file.get("title") else ""
    return f"{title}{file['name']} ({facts(file)}) #{file['key'][:4]}"


def pieces(before, after) -> tuple:
    """Cut two texts into runs of words that are the same, gone or new."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    found = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(("gone", "".join(old[a:b])))
        if d > c:
            found.append(("new", "".join(new[c:d])))
    return tuple(found)
