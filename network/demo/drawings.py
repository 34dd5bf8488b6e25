"""Abstract drawings for records of the demonstration: currents that cross, another picture for each title.

They say themselves that they show nothing. Nothing is fetched, and no photograph pretends to be of a practice.
"""

import io
import math
import random

from PIL import Image, ImageDraw

from network.files.checking import PICTURES, KeptAs, check_as
from network.files.models import Upload

SIZE = (1200, 800)
GROUND = "#f4eee2"
CURRENTS = ("#0a4a57", "#e2a33b", "#84330f", "#93c3cb", "#17603a")
MOST_CURRENTS = 4
ALT = "Abstract drawing of crossing currents, generated for the demonstration."
CREDIT = "Generated for the demonstration; it shows no real place or person."


def give(record) -> None:
    """Give `record`, a working copy that is stored, a drawing of its own."""
    checked = check_as(KeptAs.PICTURE, drawn(record.title), PICTURES)
    record.picture = Upload.keep(checked, "drawing.jpg", owner=record.author, record=record.key)
    record.picture_alt, record.picture_credit = ALT, CREDIT
    record.save()


def drawn(title: str) -> bytes:
    """The drawing for `title` as PNG; the same each time."""
    dice = random.Random(title)  # noqa: S311 - nothing depends on it
    picture = Image.new("RGB", SIZE, GROUND)
    for colour in dice.sample(CURRENTS, MOST_CURRENTS):
        layer = Image.new("RGBA", SIZE)
        ImageDraw.Draw(layer).polygon(_current(dice), fill=f"{colour}c0")
        picture.paste(layer, mask=layer)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def _current(dice):
    """The outline of one current, from edge to edge."""
    width, height = SIZE
    middle, swing = dice.uniform(0.2, 0.8) * height, dice.uniform(0.1, 0.3) * height
    phase, waves, breadth = dice.uniform(0, math.tau), dice.uniform(0.5, 1.5), dice.uniform(0.06, 0.18) * height
    upper = [(x, middle + swing * math.sin(phase + waves * math.tau * x / width)) for x in range(0, width + 10, 10)]
    return [*upper, *((x, y + breadth) for x, y in reversed(upper))]
