"""The colours of the portal as `static/portal.css` declares them, in both schemes, and their contrast by WCAG 2.2."""

import re
from itertools import product
from typing import NamedTuple

from django.conf import settings

STYLES = settings.BASE_DIR / "static" / "portal.css"
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TEXTS = ("ink", "ink-soft", "deep", "deep-dark", "clay", "good", "warn", "bad")
PAPERS = ("paper", "sand", "field", "good-paper", "warn-paper", "bad-paper", "info-paper")
WRITTEN = (*product(TEXTS, PAPERS),)
# Grounds that take one text only.
FILLED = (
    ("on-deep", "deep"),
    ("on-deep", "deep-dark"),
    ("on-bar", "bar"),
    ("sun", "bar"),
    ("ink", "tile-empty"),
    ("ink", "tile-faint"),
    ("ink", "tile-soft"),
    ("on-deep", "tile-strong"),
    ("on-deep", "tile-full"),
)
# What shows where a part of a page is, without being text.
OUTLINED = (*product(("outline", "deep", "bad"), PAPERS),)


class Colour(NamedTuple):
    """One colour in the light and in the dark scheme, as `#rrggbb`."""

    light: str
    dark: str


class Pair(NamedTuple):
    """A text on a ground, by their names, and the contrast of the two in each scheme."""

    text: str
    ground: str
    light: float
    dark: float


def tokens() -> dict[str, Colour]:
    """All colours by their names."""
    return {name: Colour(light, dark) for name, light, dark in TOKEN.findall(STYLES.read_text())}


def pairs(names: tuple[tuple[str, str], ...] = (*WRITTEN, *FILLED)) -> list[Pair]:
    """Measure each text on each ground that it may stand on."""
    colours = tokens()
    return [
        Pair(text, ground, *(contrast(*of_scheme) for of_scheme in zip(colours[text], colours[ground], strict=True)))
        for text, ground in names
    ]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
