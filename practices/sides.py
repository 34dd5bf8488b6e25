"""The two sides of an adoption, and what their answers together say about a report.

A side answers about one text: when what it was asked about changes, it is asked anew, and what it confirmed in an
earlier text does not stand beside the later one. A disagreement does, until its side answers anew: else whoever reports
could wipe it out with a comma.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# What a side is asked about.
SAID = (
    "country",
    "institution",
    "institution_kind",
    "since_year",
    "result",
    "adapted",
    "source_title",
    "source_url",
)


class Side(models.TextChoices):
    """Who can say whether a report is right."""

    ORIGIN = "origin", _("Author of the practice")
    ADOPTER = "adopter", _("Adopting side")


class Answer(models.TextChoices):
    """What a side said."""

    CONFIRMED = "confirmed", _("Confirmed")
    DISAGREED = "disagreed", _("Disagrees")
    NOT_ME = "not-me", _("Asked by mistake")


class Confirmed(models.TextChoices):
    """What readers are told about who stands behind a report."""

    BOTH = "both", _("Confirmed by both sides")
    ADOPTER = "adopter", _("Reported by the adopting side only")
    ORIGIN = "origin", _("Reported by the author of the practice only")
    NEITHER = "neither", _("Reported from a public source, confirmed by neither side")
    ADOPTER_DISAGREES = "adopter-disagrees", _("The adopting side disagrees with this report")
    ORIGIN_DISAGREES = "origin-disagrees", _("The author of the practice disagrees with this report")
    BOTH_DISAGREE = "both-disagree", _("Both sides disagree with this report")


def text_digest(content: Mapping[str, Any]) -> str:
    """A name for what the sides are asked about in `content` of an adoption."""
    text = json.dumps([content[name] for name in SAID])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def counted(answers: Iterable[Any], digest: str) -> list[tuple[str, str]]:
    """Pairs of a side and its answer that count for the text `digest`, of rows about it and about earlier texts."""
    meant = [row for row in answers if row.answered_at and row.answer != Answer.NOT_ME]
    about_it = {row.side: row.answer for row in meant if row.text_digest == digest}
    earlier = sorted((row for row in meant if row.side not in about_it), key=lambda row: row.answered_at)
    last = {row.side: row.answer for row in earlier}
    return [*about_it.items(), *((side, said) for side, said in last.items() if said == Answer.DISAGREED)]


def confirmed(said: Iterable[tuple[str, str]]) -> Confirmed:
    """What pairs of a side and its answer come to."""
    answers = {side: answer for side, answer in said if answer in {Answer.CONFIRMED, Answer.DISAGREED}}
    against = {side for side, answer in answers.items() if answer == Answer.DISAGREED}
    if against == {*Side}:
        return Confirmed.BOTH_DISAGREE
    if against:
        return Confirmed.ORIGIN_DISAGREES if Side.ORIGIN in against else Confirmed.ADOPTER_DISAGREES
    if answers.keys() == {*Side}:
        return Confirmed.BOTH
    if not answers:
        return Confirmed.NEITHER
    return Confirmed.ORIGIN if Side.ORIGIN in answers else Confirmed.ADOPTER
