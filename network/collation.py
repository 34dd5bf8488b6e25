"""The alphabetical order of names and titles in the reader's language.

PostgreSQL and Python must agree on it, and the embedded PostgreSQL is built without ICU. So the keys are made here, and
the database compares them byte by byte. They follow the root order of Unicode (UTS 10) as far as names need it: letters
before accents and capitals, no punctuation, and the script of the reader's language before all others.
"""

import re
import unicodedata
from functools import lru_cache

from django.utils.translation import get_language

from network.languages import Language

# Some letters stand behind all words with another one, not among its forms. No name has this letter, the last of Latin.
BEHIND = "\ua7ff"
RUSSIAN = {"й": f"и{BEHIND}"}
OWN_LETTERS = {Language.SPANISH: {"ñ": f"n{BEHIND}"}}
# Letters that Unicode does not take apart.
FORMS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
FIRST_SCRIPT = {
    Language.ARABIC: re.compile("[\u0600-\u06ff]"),
    Language.RUSSIAN: re.compile("[\u0400-\u04ff]"),
    Language.CHINESE: re.compile("[\u4e00-\u9fff]"),
}
BETWEEN_WORDS = re.compile(r"[\W_]+")
IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
# Planes that no text uses: ideographs are sorted by their sound there, behind all letters.
BY_SOUND, OF_UNKNOWN_SOUND = 0xF0000, 0x100000
# The first 3,755 characters of GB 2312 stand in the order of pinyin; these ones of country names do not belong to
# them, and are sorted as others of the same sound.
SAME_SOUND = str.maketrans("汶斐瑙", "文匪脑")


def key(text: str, language: str | None = None) -> str:
    """What `text` is sorted by among others in `language`, by default the current one; compared character by character.

    Texts that differ have different keys, so that an order is always the same.
    """
    return _key(text, Language(language or get_language() or Language.ENGLISH))


@lru_cache(maxsize=4096)
def _key(text, language):
    plain = unicodedata.normalize("NFKC", text).casefold()
    own = RUSSIAN | OWN_LETTERS.get(language, {})
    letters = "".join(own.get(letter) or _without_marks(letter) for letter in plain.translate(FORMS))
    words = BETWEEN_WORDS.sub(" ", letters).strip()
    script = FIRST_SCRIPT.get(language)
    is_foreign = bool(script) and not script.match(words)
    sounds = IDEOGRAPH.sub(_by_sound, words.translate(SAME_SOUND))
    return f"{is_foreign:d}{sounds}\t{plain}\t{text}"


def _without_marks(letter):
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


def _by_sound(found):
    character = found[0]
    try:
        return chr(BY_SOUND + int.from_bytes(character.encode("gb2312")))
    except UnicodeEncodeError:
        return chr(OF_UNKNOWN_SOUND + ord(character))
