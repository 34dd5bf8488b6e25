"""Text without characters that nobody typed on purpose: for forms, imports and mail, and once more where XML leaves.

Dropped everywhere: controls (C0 and C1), lone surrogates, non-characters, and overrides of direction, with which a text
shows something else than it says. A text of one line also loses every other mark of direction, because pages isolate
each text by themselves, and whatever has no width. What stays is in Unicode's normal form C.
"""

import re
import unicodedata
from collections.abc import Callable

# Breaks of lines under other names: of Windows, word processors (VT), printers (FF), mainframes (NEL), and Unicode's.
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# XML 1.0 §2.2 knows no C0 but these three, no surrogates, and neither U+FFFE nor U+FFFF.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NON_CHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
NOWHERE = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e{NON_CHARACTERS}]")
# Marks, embeddings and isolates of direction; soft hyphen, zero-width space, word joiner, byte-order mark and the
# like; annotations and tags.
NOT_IN_ONE_LINE = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# The joiners U+200C and U+200D belong to the spelling in Arabic script (Persian above all), in the scripts of India and
# its neighbours and in Mongolian, and make one emoji of several; between such they stay. Elsewhere they only hide.
JOINED = (
    "\u0600-\u06ff\u0700-\u077f\u07c0-\u07ff\u0840-\u0dff\u1000-\u109f\u1780-\u18af\u1a20-\u1aad\u1b00-\u1bff"
    "\ua8e0-\ua8ff\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U00011000-\U00011fff\U0001f000-\U0001faff"
)
# What shows nothing by itself: controls, formats, spaces, and marks, which need a letter before them; and what Unicode
# takes for letters or symbols, but nobody sees (fillers of Hangul, an empty cell of Braille).
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"}
BLANKS = set("\u115f\u1160\u3164\uffa0\u2800")
REPEATED_JOINERS = re.compile("(?<=[\u200c\u200d])[\u200c\u200d]+")
STRAY_JOINERS = re.compile(f"(?<![{JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{JOINED}])")


def one_line(text: str) -> str:
    """Clean `text` for a place that has one line: breaks and tabs become spaces."""
    text = BREAKS.sub(" ", text).replace("\n", " ").replace("\t", " ")
    return _steady(text, NOWHERE, NOT_IN_ONE_LINE, REPEATED_JOINERS, STRAY_JOINERS)


def lines(text: str) -> str:
    """Clean `text` that may have lines, which end in "\\n", and tabs."""
    return _steady(BREAKS.sub("\n", text), NOWHERE)


def shown(text: str) -> str:
    """`text`, or nothing where it has no character that anybody sees."""
    is_seen = any(unicodedata.category(letter) not in UNSEEN and letter not in BLANKS for letter in text)
    return text if is_seen else ""


def code(text: str) -> str:
    """The letters and digits of a code that was read somewhere and typed here, on a keyboard of whatever script."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in plain if letter.isalnum())


def for_xml(text: str) -> str:
    """`text` without what an XML 1.0 document must not hold: for rows that are older than the cleaning."""
    return NOT_IN_XML.sub("", text)


def every_text(value, clean: Callable[[str], str]):
    """JSON-like `value` with each text in it, also the names in its objects, as `clean` gives it back."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): every_text(item, clean) for name, item in value.items()}
    if isinstance(value, list):
        return [every_text(item, clean) for item in value]
    return value


def _steady(text, *unwanted):
    """`text` composed and without `unwanted`; taking a character out may let its neighbours be composed."""
    while True:
        before, text = text, unicodedata.normalize("NFC", text)
        for characters in unwanted:
            text = characters.sub("", text)
        if text == before:
            return text
