"""Parts of mail, each rendered once per distinct content and language, with slots for what differs by recipient.

A frame is the whole of a message without its items; a fragment is one item. Slots are named by a word that no text
can guess, so nothing that a member wrote can stand for one.
"""

import re
import secrets
from functools import lru_cache
from typing import NamedTuple, Self

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from network.catalogue import kinds
from network.catalogue.models import Entry
from network.mail_layout import base_context, fragment_with_styles, with_styles

WORD = f"slot-{secrets.token_hex(8)}-"
SLOTS = re.compile(f"{WORD}([a-z]+)-slot")
# Unicode isolates (UAX #9) keep a Latin title from disturbing the order of words around it, in plain text too.
ISOLATE = ("\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")
KEPT = 2_000


class Rendered(NamedTuple):
    """One text as it stands in HTML and in plain text."""

    html: str
    text: str


class Slotted(NamedTuple):
    """A text cut at its slots: words and names of slots by turns."""

    pieces: tuple

    @classmethod
    def cut(cls, text: str) -> Self:
        """Cut `text` at its slots."""
        return cls(tuple(SLOTS.split(text)))

    def fill(self, values: dict[str, str]) -> str:
        """Put `values`, a dict by slot, in place."""
        return "".join(values[piece] if odd % 2 else piece for odd, piece in enumerate(self.pieces))


class SlottedRendered(NamedTuple):
    """One text in both forms, with slots to be filled."""

    html: Slotted
    text: Slotted


class Slots:
    """For templates: `slots.items` prints the slot `items`."""

    def __getitem__(self, name):
        return f"{WORD}{name}-slot"


@lru_cache(maxsize=64)
def frame(language: str) -> SlottedRendered:
    """The frame of letters in `language`: slots lead, items, more, manage, stop; as slotted texts."""
    with translation.override(language):
        context = {"slots": Slots(), **base_context()}
        return SlottedRendered(
            html=Slotted.cut(with_styles(render_to_string("alerts/emails/letter.html", context))),
            text=Slotted.cut(render_to_string("alerts/emails/letter.txt", context)),
        )


@lru_cache(maxsize=KEPT)
def item(entry: Entry | None, language: str, *, address: str, kind: str, has_reasons: bool) -> SlottedRendered:
    """One item, with the slot `reasons`; without `entry` it veils what only members may read.

    An entry that is written anew is another one, so what is kept here is never out of date.
    """
    with translation.override(language):
        context = {
            "entry": entry,
            "address": settings.ORIGIN + address,
            "veiled": _("%(kind)s visible to members only") % {"kind": kinds.get(kind).singular},
            "reasons": Slots()["reasons"] if has_reasons else "",
            "isolate": ISOLATE if get_language_bidi() else ("", ""),
        }
        return SlottedRendered(
            html=Slotted.cut(fragment_with_styles(render_to_string("alerts/emails/_item.html", context))),
            text=Slotted.cut(render_to_string("alerts/emails/_item.txt", context).strip() + "\n\n"),
        )


@lru_cache(maxsize=256)
def heading(text: str) -> Rendered:
    """The heading of a group of items; `text` is one of our own strings."""
    return Rendered(html=fragment_with_styles(f"<h2>{text}</h2>"), text=f"{text.upper()}\n\n")
