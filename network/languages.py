"""The seven languages of the portal: the six official ones of the United Nations, and Portuguese."""

import unicodedata
from collections import Counter

from django.db import models


class Language(models.TextChoices):
    """Codes as they stand in addresses; each language is named in itself."""

    ARABIC = "ar", "العربية"
    CHINESE = "zh-hans", "中文"
    ENGLISH = "en", "English"
    FRENCH = "fr", "Français"
    RUSSIAN = "ru", "Русский"
    SPANISH = "es", "Español"
    PORTUGUESE = "pt", "Português"

    @property
    def territorial(self) -> str:
        """The language with a territory, as Open Graph requires it; which territory says nothing about the reader."""
        return TERRITORIAL[self]


TERRITORIAL = {
    Language.ARABIC: "ar_AR",
    Language.CHINESE: "zh_CN",
    Language.ENGLISH: "en_GB",
    Language.FRENCH: "fr_FR",
    Language.RUSSIAN: "ru_RU",
    Language.SPANISH: "es_ES",
    Language.PORTUGUESE: "pt_PT",
}


def direction(text: str) -> str:
    """In which direction `text` is written, as HTML's `dir` says it: that of most of its letters.

    Not that of its first letter, which may belong to a foreign name, and not that of the language which its author
    had chosen for the site.
    """
    classes = Counter(unicodedata.bidirectional(letter) for letter in text)
    return "rtl" if classes["R"] + classes["AL"] > classes["L"] else "ltr"


def spoken(code) -> str:
    """The language that the interface language `code` is a way of writing: "zh" (ISO 639-1) for "zh-hans"."""
    return code.partition("-")[0]
