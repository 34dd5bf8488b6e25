"""The four pillars of the United Nations Global Counter-Terrorism Strategy (A/RES/60/288, annex)."""

import json
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import get_language

from network.languages import Language

DATA = Path(__file__).parent / "data" / "pillars.json"


class Pillar(models.IntegerChoices):
    """Their order and number are fixed by the Strategy; titles in seven languages come from the data file."""

    CONDITIONS = 1, "I"
    PREVENT = 2, "II"
    CAPACITY = 3, "III"
    RIGHTS = 4, "IV"

    @property
    def title(self) -> str:
        """The official title in the current language."""
        return self._say("official_title")

    @property
    def short(self) -> str:
        """A short name for lists and filters in the current language."""
        return self._say("short")

    @property
    def summary(self) -> str:
        """One sentence of explanation in the current language."""
        return self._say("summary")

    @property
    def heading(self) -> str:
        """Number and short name, as in "I. Addressing conditions conducive to terrorism"."""
        return f"{self.label}. {self.short}"

    def _say(self, what):
        return _data()[self.value][what][get_language() or Language.ENGLISH]


@cache
def _data():
    return {pillar["number"]: pillar for pillar in json.loads(DATA.read_text(encoding="utf-8"))}


def choices() -> list[tuple[int, str]]:
    """Choices of a form field in the current language."""
    return [(pillar.value, pillar.heading) for pillar in Pillar]
