"""How PostgreSQL reads text in each language of the portal.

Each language has a text-search configuration of ours (made by a migration) that ignores accents. Chinese is
written without spaces: runs of ideographs are indexed and searched as overlapping pairs.
"""

import re

from django.utils.translation import get_language

from network.languages import Language

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
IDEOGRAPHS = re.compile("[㐀-䶿一-鿿豈-﫿]+")


def configuration(language=None) -> str:
    """The name of the text-search configuration for `language`, by default the current one."""
    return CONFIGURATIONS[Language(language or get_language())][0]


def segmented(text) -> str:
    """Return `text` with each run of ideographs split into overlapping pairs.

    >>> segmented("预防恐怖 prisons")
    '预防 防恐 恐怖  prisons'
    """
    return IDEOGRAPHS.sub(lambda run: f"{_pairs(run[0])} ", text)


def _pairs(run):
    return " ".join(run[start : start + 2] for start in range(max(1, len(run) - 1)))
