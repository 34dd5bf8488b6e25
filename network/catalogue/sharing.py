"""The picture that other sites show beside a link to a record: drawn from its public entry, never of a person.

A name that is hidden tomorrow would live on in the caches of those sites. Where no font here can write a title, as with
Chinese ones, or nothing joins its letters, as Arabic needs, the name of the network stands in its place.
"""

import hashlib
import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from fontpkg.pil import truetype
from PIL import Image, ImageDraw, ImageFont, features

from network.catalogue.audiences import Audience
from network.catalogue.conditional import unchanged
from network.catalogue.index import Listing
from network.catalogue.kinds import Kind
from network.catalogue.models import Entry
from network.catalogue.pillars import Pillar

DATA = Path(__file__).parent / "data"
# What the other sites ask for (ogp.me; about 1.91 to 1), and how the picture is divided, in pixels.
SIZE = WIDTH, HEIGHT = 1200, 630
EDGE = 80
LABEL_AT, TITLE_AT, FOOT_AT = 64, 124, 548
MOST_LINES = 4
# The light scheme of static/portal.css.
INK, CLAY, DEEP, SAND = "#14202b", "#84330f", "#0a4a57", "#f4eee2"
# Raised when the same words are drawn differently.
EDITION = 1

SCRIPTS = {
    "Noto Serif": {"LATIN", "CYRILLIC", "GREEK", "COMBINING", "DIGIT"},
    "Amiri": {"ARABIC", "EXTENDED", "LATIN", "DIGIT"},
}


class Picture(NamedTuple):
    """What a picture shows. Equal pictures are named alike."""

    title: str
    kind: str
    pillars: tuple[Pillar, ...]
    wordmark: tuple[str, ...]
    is_rtl: bool

    @classmethod
    def of(cls, kind: Kind, title: str, facets: Iterable[str]) -> "Picture":
        """The picture of a record of `kind`, in the current language; `facets` as entries have them."""
        pillars = tuple(pillar for pillar in Pillar if f"pillar:{pillar.value}" in facets)
        drawn = str(kind.singular) if family_for(str(kind.singular)) else ""
        if family_for(title):
            return cls(title, drawn, pillars, _wordmark(), get_language_bidi())
        return cls(_name(), drawn, pillars, (), get_language_bidi())

    @property
    def version(self) -> str:
        """Names the picture: another title that can be written is another address."""
        return hashlib.blake2b(repr((EDITION, *self)).encode(), digest_size=8).hexdigest()

    def png(self) -> bytes:
        """Draw it."""
        return _Canvas(self.is_rtl).draw(self)


def address(kind: Kind, listing: Listing) -> str:
    """Where the picture of what `listing` lists is.

    Nothing for people and for what search engines are not told of: there the picture of the whole network stands.
    """
    if kind.is_person or not (listing.may_be_crawled and listing.address):
        return ""
    return f"{listing.address}share-{Picture.of(kind, listing.title, listing.keys()).version}.png"


@require_safe
@unchanged
def picture(request: HttpRequest, slug: str, version: str, *, kind: Kind) -> FileResponse:
    """The picture of the public record at `slug`, as long as it looks like that."""
    entry = get_object_or_404(
        Entry,
        audience=Audience.PUBLIC,
        language=get_language(),
        kind=kind.code,
        address=reverse(kind.code, args=[slug]),
        may_be_crawled=True,
    )
    found = Picture.of(kind, entry.title, entry.facets)
    if found.version != version:
        raise Http404
    return FileResponse(io.BytesIO(found.png()), content_type="image/png")


def family_for(text: str) -> str | None:
    """The font that has all letters of `text`; None where there is none, or nothing here joins its letters."""
    scripts = {unicodedata.name(each, "?").partition(" ")[0].partition("-")[0] for each in text if _is_letter(each)}
    joins = features.check("raqm") and features.check("fribidi")
    families = [family for family, known in SCRIPTS.items() if scripts <= known and (joins or "ARABIC" not in scripts)]
    return families[0] if families else None


def _wordmark():
    """The name of the network, as its mark divides it."""
    return _in_writing(lambda: (_("South-South"), _("CT/PVE Expert Network")))


def _name():
    return _in_writing(lambda: (_("South-South CT/PVE Expert Network"),))[0]


def _in_writing(texts):
    """What `texts` returns; in English where the reader's language cannot be written."""
    if all(map(family_for, texts())):
        return texts()
    with override("en"):
        return texts()


def _is_letter(character):
    return unicodedata.category(character)[0] in "LMN"


class _Canvas:
    """The ground of a picture, and what is written on it from the side where lines begin."""

    def __init__(self, is_rtl):
        with Image.open(DATA / "sharing-ground.png") as ground:
            self.image = ground.convert("RGB")
        self.pen = ImageDraw.Draw(self.image)
        self.is_rtl = is_rtl

    def draw(self, picture: Picture) -> bytes:
        """Draw all parts; return a PNG of few colours, because many who share links pay by the megabyte."""
        self.write(picture.kind, (EDGE, LABEL_AT), 34, CLAY)
        font, lines = fitting(picture.title)
        for number, line in enumerate(lines):
            self.line(line, (EDGE, TITLE_AT + number * font.size * 1.35), font, INK)
        self.mark()
        for text, size, above in zip(picture.wordmark, (34, 26), (42, -4), strict=False):
            self.write(text, (EDGE + 120, FOOT_AT - above), size, DEEP)
        for place, pillar in enumerate(reversed(Pillar)):
            self.pillar(pillar, WIDTH - EDGE - 32 - place * 76, pillar in picture.pillars)
        target = io.BytesIO()
        self.image.quantize(64, dither=Image.Dither.NONE).save(target, "PNG")
        return target.getvalue()

    def write(self, text, at, size, colour):
        """Write a short `text`."""
        if text:
            self.line(text, at, truetype(family_for(text), size, weight=700), colour)

    def line(self, text, at, font, colour):
        """Write one line with its upper corner `at`, counted from the side where lines begin."""
        across, down = at
        self.pen.text((self.across(across), down), text, colour, font, anchor="ra" if self.is_rtl else "la")

    def mark(self):
        """Draw the sign of the network."""
        with Image.open(DATA / "sharing-mark.png") as mark:
            left = WIDTH - EDGE - mark.width if self.is_rtl else EDGE
            self.image.paste(mark, (left, FOOT_AT - mark.height // 2), mark)

    def pillar(self, pillar, across, is_filled):
        """Draw the number of a pillar, filled if the record is filed under it."""
        centre = self.across(across), FOOT_AT
        self.pen.circle(centre, 32, DEEP if is_filled else SAND, DEEP, width=3)
        font = truetype("Noto Serif", 30, weight=700)
        self.pen.text(centre, pillar.label, SAND if is_filled else DEEP, font, anchor="mm")

    def across(self, pixels):
        return WIDTH - pixels if self.is_rtl else pixels


def fitting(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest font in which `title` has at most MOST_LINES, and its lines; what is longer still ends in "…"."""
    family = family_for(title)
    for size in (68, 60, 52, 46):
        font = truetype(family, size, weight=700)
        lines = wrapped(title, font)
        if len(lines) <= MOST_LINES and all(_fits(line, font) for line in lines):
            return font, lines
    return font, [shortened(line, font) for line in (*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :]))]


def wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """The lines of `text`: as many words in each as fit."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _fits(longer, font):
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def shortened(line: str, font: ImageFont.FreeTypeFont) -> str:
    """As much of `line` as fits."""
    while not _fits(line, font):
        line = line.removesuffix("…")[:-1] + "…"
    return line


def _fits(line, font):
    return font.getlength(line) <= WIDTH - 2 * EDGE
