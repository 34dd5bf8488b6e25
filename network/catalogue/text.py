"""Text as PostgreSQL is given it, for the index and for questions alike.

What a word is, is decided here and not by PostgreSQL's parser, which makes files, hosts and signed numbers of
"CT/PVE", "U.N." and "COVID-19". PostgreSQL gets words of letters and digits only, and adds stems and stop lists: each
language has a text-search configuration of ours (made by a migration) that ignores accents.

Chinese is written without spaces. It is indexed as overlapping pairs and single characters, without a segmenter: the
index would have to be written anew with each change of its dictionary, the names of this field are in no dictionary,
and a word that the segmenter cuts differently in a text and in a question would not be found.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import get_language

from network.languages import Language

# Raise it when words are cut differently: entries and stored searches of an earlier edition are written anew.
EDITION = 2

# Configuration of ours → the configuration of PostgreSQL that it is copied from.
CONFIGURATIONS = {
    Language.ARABIC: ("portal_ar", "arabic"),
    Language.CHINESE: ("portal_zh", "simple"),
    Language.ENGLISH: ("portal_en", "english"),
    Language.FRENCH: ("portal_fr", "french"),
    Language.RUSSIAN: ("portal_ru", "russian"),
    Language.SPANISH: ("portal_es", "spanish"),
    Language.PORTUGUESE: ("portal_pt", "portuguese"),
}

LETTERS_OR_DIGITS = r"[^\W_]+"
# Words joined by a mark without a space: CT/PVE, after-care, S/RES/2178. An apostrophe parts words: l’action.
JOINED = re.compile(rf"{LETTERS_OR_DIGITS}(?:[-‐-―−/\\.@&+_]{LETTERS_OR_DIGITS})*")
IDEOGRAPHIC = "㐀-䶿一-鿿豈-﫿"
IDEOGRAPHS = re.compile(f"[{IDEOGRAPHIC}]+")
# COVID19 is COVID and 19; a run of ideographs stands apart from the letters beside it.
ATOMS = re.compile(rf"\d+|[{IDEOGRAPHIC}]+|[^\W\d_{IDEOGRAPHIC}]+")
# What is written open, with a hyphen or closed. Both parts are named, or stems of one word would be cut differently.
COMPOUNDS = re.compile(
    r"^(counter|anti|contre|contra|контр|анти|cyber|ciber|кибер|narco|bio|e|after|peace|well|capacity)"
    r"(?=terror|extrem|extrém|террор|экстрем|radical|радикал|narrativ|messag|нарратив|propagand|пропаганд|insurg"
    r"|crim|delit|преступ|secur|segur|sécur|безопас|attack|ataque|атак|traffic|tráfi|trafi|threat"
    r"|learn|govern|resourc|care|build|keep|being)",
    re.IGNORECASE,
)
INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}")
LONGEST_NAME = 6
# What joins two words that may also be written as one. "P/CVE" is also PCVE; nobody writes KenyaSomalia.
HYPHENS_ONLY = re.compile(r"[^/.\\@&+_]+")
LONGEST_CLOSED_ELSE = 6

OTHER_DIGITS = re.compile(r"[^\D0-9]")
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
ARABIC = re.compile("[ء-ي]")
ARABIC_VOWELS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")  # and the stretching tatweel
ARABIC_FORMS = str.maketrans("أإآٱؤئىةکی", "ااااوييهكي")
# and, then, with, like, for; the article. They are written as one with the word that follows.
ARABIC_PREFIX = re.compile("(?:ال|[وفبكل])(?=...)")


def configuration(language: str | None = None) -> str:
    """The name of the text-search configuration for `language`, by default the current one."""
    return CONFIGURATIONS[Language(language or get_language())][0]


class Group(NamedTuple):
    """Words that stand together without a space, `atoms`; `closed` has their forms without the mark between them."""

    atoms: tuple[str, ...]
    closed: tuple[str, ...]

    @property
    def is_chinese(self) -> bool:
        """Whether any of it is written without spaces."""
        return any(map(is_ideographic, self.atoms))


@lru_cache(maxsize=64)
def indexed(text: str) -> str:
    """Return the words of `text` as the index takes them: first in their order, then their other forms.

    A record has fourteen entries with the same texts.
    """
    words: list[str] = []
    others: list[str] = []
    for group in groups(text):
        for atom in group.atoms:
            words += pairs(atom) if is_ideographic(atom) else [word(atom)]
            others += list(atom) if is_ideographic(atom) else filter(None, [name(atom)])
        others += group.closed
    return " ".join([*words, *dict.fromkeys(others)])


def groups(text: str) -> list[Group]:
    """The words of `text` in their order, joined ones together."""
    return [_group(found[0]) for found in JOINED.finditer(normal(text))]


def normal(text: str) -> str:
    """Return `text` in one form of each letter and digit: NFKC, Arabic without vowels, initials without dots."""
    text = ARABIC_VOWELS.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).translate(ARABIC_FORMS)
    text = INITIALS.sub(lambda initials: initials[0].replace(".", ""), text)
    return OTHER_DIGITS.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def _group(joined):
    atoms = [part for atom in ATOMS.findall(joined) for part in _uncompounded(atom)]
    longest = len(joined) if HYPHENS_ONLY.fullmatch(joined) else LONGEST_CLOSED_ELSE
    closed = map("".join, pairwise(atoms))
    return Group(
        atoms=tuple(atoms),
        closed=tuple(
            word(form) for form in closed if len(form) <= longest and not form.isdigit() and not IDEOGRAPHS.search(form)
        ),
    )


def _uncompounded(atom):
    found = COMPOUNDS.match(atom)
    return [found[0], atom[found.end() :]] if found else [atom]


def word(atom: str) -> str:
    """Return `atom` as it is indexed: Arabic without what is written as one with it, all else as it is."""
    if not ARABIC.match(atom):
        return atom
    while prefix := ARABIC_PREFIX.match(atom):
        atom = atom[prefix.end() :]
    return atom


def name(atom: str) -> str:
    """The form in which an abbreviation such as WHO or FTFs is indexed as well, or nothing for other words.

    No stop list and no stemmer knows a word that begins with a digit, and no reader types it.
    """
    singular = atom.removesuffix("s")
    return f"0{singular.lower()}" if 2 <= len(singular) <= LONGEST_NAME and singular.isupper() else ""


def is_ideographic(atom: str) -> bool:
    """Whether `atom` is a run of ideographs."""
    return bool(IDEOGRAPHS.match(atom))


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run of ideographs; of a single one, itself.

    >>> pairs("预防恐怖")
    ['预防', '防恐', '恐怖']
    """
    return [run[start : start + 2] for start in range(max(1, len(run) - 1))]
