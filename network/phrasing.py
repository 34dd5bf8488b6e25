"""How values are put into a sentence of the reader's language.

CLDR knows its "and" and "or"; Arabic and Chinese have commas of their own.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from babel import Locale
from babel.lists import format_list
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import get_language, gettext, pgettext, to_locale

from network.languages import Language

# The United Nations Editorial Manual writes "24 November 2026"; CLDR's plain English is that of the United States.
LOCALES = {Language.ENGLISH: "en_GB"}


def locale() -> Locale:
    """The CLDR locale of the current language."""
    language = get_language() or Language.ENGLISH
    return Locale.parse(LOCALES.get(language) or to_locale(language))


def listed(values: Iterable, style: Literal["standard", "or"] = "standard") -> str:
    """The values as a list: "A, B and C"; with the style "or": "A, B or C"."""
    return format_list([str(value) for value in values], style, locale())


def comma() -> str:
    """What stands between two of several things that are no sentence; Chinese has a comma of its own for that."""
    return pgettext("between things", ", ")


def joined(phrases: Iterable) -> str:
    """Phrases of which each narrows the ones before it: "good practices, on prisons, from Kenya"."""
    return pgettext("between phrases", ", ").join(str(phrase) for phrase in phrases)


def time_since(moment: datetime, now: datetime | None = None, *, depth: int = 2) -> str:
    """How long `moment` is ago, in the `depth` largest units. Nobody has waited for "0 minutes"."""
    now = now or timezone.now()
    return gettext("less than a minute") if now - moment < timedelta(minutes=1) else timesince(moment, now, depth=depth)
