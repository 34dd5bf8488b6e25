"""What a proposed revision changes, field by field, and in each by lines and words. Bounded for texts of any length."""

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from network.catalogue.audiences import Audience
from network.catalogue.cards import Field
from network.files.filetypes import facts
from network.moderation.content import complete

if TYPE_CHECKING:
    from network.moderation.models.working_copy import WorkingCopy

# Of all words that readers see, the part that may change without anybody being told: misprints, an updated figure.
MOST_CHANGED_QUIETLY = 0.05
# A word with the space after it, and a line with its end.
WORDS = re.compile(r"\s*\S+\s*|\s+")
LINES = re.compile(r".*\n|.+")
# Pairs of lines, and of words within changed lines, that are compared in one text: difflib looks at each pair at least
# once. What is beyond reads as gone and new.
MOST_PAIRS = 1_000_000
# How many words stand on either side of a change that is told by itself.
WORDS_BESIDE = 3


@dataclass(frozen=True)
class Difference:
    """One field: its label, both values as text, and the pieces of which the change consists.

    `pieces` is a tuple of (what, text) with `what` one of "same", "gone", "new".
    """

    label: str
    before: str
    after: str
    pieces: tuple


@dataclass(frozen=True)
class Shift:
    """One field whose audience would change: its label, the approved audience and the one that is asked for."""

    label: str
    before: Audience
    after: Audience


def differences(record: "WorkingCopy", earlier: dict[str, Any] | None = None) -> list[Difference]:
    """The fields in which the working copy of `record` differs from `earlier` content, in the order of FIELDS.

    By default that is the live version; without one every filled field is new.
    """
    if earlier is None and record.live:
        earlier = record.live.content
    before = {} if earlier is None else complete(record, earlier)
    after = record.content()
    changed = []
    for name, label in labels(record).items():
        old, new = (as_text(record.FIELDS[name], content.get(name)) for content in (before, after))
        if old != new:
            changed.append(Difference(label, old, new, pieces(old, new)))
    return changed


def shifts(record: "WorkingCopy") -> list[Shift]:
    """The fields that approval would show to others than the live version, which there is, does."""
    approved = record.live_version.audiences
    levels = {
        name: (field.level(approved.get(name)), field.level(record.audiences.get(name)))
        for name, field in record.FIELDS.items()
    }
    return [Shift(label, *levels[name]) for name, label in labels(record).items() if len(set(levels[name])) > 1]


def is_material(record: "WorkingCopy") -> bool:
    """Whether the working copy of `record` differs from its live version so that its followers should hear of it.

    What it is filed under always counts; of the text that readers see, more than `MOST_CHANGED_QUIETLY`.
    """
    if record.live is None:
        return True
    earlier, now = complete(record, record.live.content), record.content()
    old, new = [], []
    for name, field in record.FIELDS.items():
        if field.ceiling == Audience.STAFF:
            continue
        values = earlier[name], now[name]
        if field.vocabulary and values[0] != values[1]:
            return True
        old.append(as_text(field, values[0]))
        new.append(as_text(field, values[1]))
    return share_changed("\n".join(old), "\n".join(new)) > MOST_CHANGED_QUIETLY


def share_changed(before: str, after: str) -> float:
    """Which part of the words of both texts is gone or new, from 0 to 1."""
    words = {"same": 0, "gone": 0, "new": 0}
    for what, text in pieces(before, after):
        words[what] += len(text.split())
    changed, total = words["gone"] + words["new"], 2 * words["same"] + words["gone"] + words["new"]
    return changed / total if total else 0.0


def labels(record: "WorkingCopy") -> dict[str, str]:
    """Field → what people call it, for every field of `record`."""
    return {name: str(record.field_label(name)) for name in record.FIELDS}


def as_text(field: Field, value: Any) -> str:
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
        # What is chosen first, then the order in which PostgreSQL keeps the names (jsonb), or each approved value would
        # seem to differ.
        names = sorted(value, key=lambda name: (name != "code" and name not in field.parts, len(name), name))
        return " · ".join(as_text(field.part(name), value[name]) for name in names if value[name] not in ("", None))
    return field.label(value)


def _file_as_text(file):
    """Title if there is one, name, type and size. The mark tells two files of the same name and size apart."""
    title = f"{file['title']}: " if file.get("title") else ""
    return f"{title}{file['name']} ({facts(file)}) #{file['key'][:4]}"


@dataclass(frozen=True)
class Change:
    """One place in a text: what is gone and what came, with the words before and after it."""

    gone: str
    came: str
    words_before: str
    words_after: str

    @property
    def before(self) -> str:
        """The place as it was, in one line."""
        return self._in_one_line(self.gone)

    @property
    def after(self) -> str:
        """The place as it is now, in one line."""
        return self._in_one_line(self.came)

    def _in_one_line(self, middle):
        return " ".join(f"{self.words_before} {middle} {self.words_after}".split())


def changes(before: str, after: str) -> list[Change]:
    """The places in which two texts differ, in their order."""
    found, gone, came, words_before = [], "", "", ""
    for what, text in (*pieces(before, after), ("same", "")):
        if what == "gone":
            gone += text
        elif what == "new":
            came += text
        else:
            if gone or came:
                found.append(Change(gone, came, words_before, " ".join(text.split()[:WORDS_BESIDE])))
            gone, came, words_before = "", "", " ".join(text.split()[-WORDS_BESIDE:])
    return found


def characters_changed(before: str, after: str) -> int:
    """How many characters are gone or new; in a place of which that would take too long, all of them."""
    return sum(_characters(change.gone, change.came) for change in changes(before, after))


def _characters(gone, came):
    total = len(gone) + len(came)
    if len(gone) * len(came) > MOST_PAIRS:
        return total
    same = difflib.SequenceMatcher(None, gone, came, autojunk=False).get_matching_blocks()
    return total - 2 * sum(block.size for block in same)


def pieces(before: str, after: str) -> tuple:
    """Cut two texts into runs that are the same, gone or new: by lines first, and where lines differ by words."""
    left = MOST_PAIRS
    found = []
    for is_same, old, new in _runs(LINES.findall(before), LINES.findall(after), left):
        if is_same:
            found.append(("same", "".join(old)))
            continue
        old_words, new_words = (WORDS.findall("".join(lines)) for lines in (old, new))
        for same_words, gone, came in _runs(old_words, new_words, left):
            named = [("same", gone)] if same_words else [("gone", gone), ("new", came)]
            found += [(what, "".join(words)) for what, words in named if words]
        left = max(0, left - len(old_words) * len(new_words))
    return tuple(found)


def _runs(old, new, most_pairs):
    """(whether it is the same, part of `old`, part of `new`), in order. Beyond `most_pairs` all that differs is one."""
    start = _length_in_common(old, new)
    end = _length_in_common(old[start:][::-1], new[start:][::-1])
    old_part, new_part = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield True, old[:start], new[:start]
    if len(old_part) * len(new_part) > most_pairs:
        yield False, old_part, new_part
    else:
        matcher = difflib.SequenceMatcher(None, old_part, new_part, autojunk=False)
        for what, a, b, c, d in matcher.get_opcodes():
            yield what == "equal", old_part[a:b], new_part[c:d]
    if end:
        yield True, old[len(old) - end :], new[len(new) - end :]


def _length_in_common(old, new):
    """How many items are equal from the beginning on."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
