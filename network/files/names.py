"""Names that strangers gave to their files, made fit to be shown, saved and sent in a header."""

import re
import unicodedata

MOST_LETTERS = 100
# What Windows does not take in the name of a file.
RESERVED = re.compile(r'[<>:"|?*]')
SUFFIX = re.compile(r"\.[^.\s]{1,9}$")


def harmless(name: str, extension: str) -> str:
    """`name` without folders and without anything invisible or that turns the text; it ends with `extension`."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(letter for letter in last if not _is_hidden(letter))
    stem = RESERVED.sub("_", SUFFIX.sub("", visible)).strip(" .")
    ending = f".{extension}"
    return stem[: MOST_LETTERS - len(ending)].rstrip(" .") + ending if stem else f"file{ending}"


def _is_hidden(letter):
    """Whether it is a control, a mark of direction, half a character, or a break of line or paragraph."""
    category = unicodedata.category(letter)
    return category.startswith("C") or category in {"Zl", "Zp"}
