"""From a notice to a finished message. Rooms say what a kind of notice tells; how a letter looks is said here, once.

Letters are read over shoulders and forwarded: no subject names a person, and nothing that a stranger typed stands in
a letter to whom has not asked for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from anymail.message import AnymailMessage
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise

from network.mail_layout import base_context, with_styles
from network.notices.models import Notice

# With what goes before them in French and after them in Chinese.
COLONS = ":： \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


class Part(NamedTuple):
    """One piece of a letter. `shape` is "paragraph", "points", "quote", "code" or "button"."""

    shape: str
    text: str = ""
    points: tuple = ()
    address: str = ""


@dataclass(frozen=True)
class Letter:
    """What a letter says. `why` tells the reader why they get it."""

    subject: str | Promise
    parts: tuple
    why: str


Renderer = Callable[[Notice], Letter | None]
RENDERERS: dict[str, Renderer] = {}


class Rendered(NamedTuple):
    """A letter as it is read."""

    subject: str
    text: str
    html: str


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Have the decorated function make the letters of `kind`: notice → Letter, or None when it became pointless.

    It is called in the language of the reader.
    """

    def note(function: Renderer) -> Renderer:
        RENDERERS[kind] = function
        return function

    return note


def paragraph(text: str | Promise) -> Part:
    """A sentence or more."""
    return Part("paragraph", str(text))


def points(texts: Iterable[str | Promise]) -> Part:
    """A list."""
    return Part("points", points=tuple(str(text) for text in texts))


def quote(text: str) -> Part:
    """What somebody wrote to the reader."""
    return Part("quote", text)


def code(text: str) -> Part:
    """What is to be typed somewhere else."""
    return Part("code", text)


def button(label: str | Promise, path: str) -> Part:
    """A link into the portal. The origin is always that of the settings, whatever a request said.

    A label may end in a colon, which stands before an address only: the plain text writes it, a button has none.
    """
    return Part("button", str(label).rstrip(COLONS), address=settings.ORIGIN + path)


def message(notice: Notice) -> EmailMultiAlternatives | None:
    """The letter of `notice` as one of Django's messages; None when it became pointless.

    It asks for no automatic answer (RFC 3834 §5; the second header is Exchange's).
    """
    with translation.override(notice.reading_language):
        letter = RENDERERS[notice.kind](notice)
        rendered = render(letter) if letter else None
    if rendered is None:
        return None
    name = salted_hmac("notices.message-id.v1", str(notice.pk)).hexdigest()
    made = AnymailMessage(
        subject=rendered.subject,
        body=rendered.text,
        to=[notice.recipient],
        headers={
            "Message-ID": f"<{name}@{settings.MAIL_DOMAIN}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
        # For providers: nobody is to be tracked.
        track_opens=False,
        track_clicks=False,
    )
    made.attach_alternative(rendered.html, "text/html")
    return made


def render(letter: Letter) -> Rendered:
    """`letter` in the current language, as text and as HTML."""
    context = {**base_context(), "letter": letter}
    return Rendered(
        subject=" ".join(str(letter.subject).split()),
        text=render_to_string("notices/letter.txt", context).strip() + "\n",
        html=with_styles(render_to_string("notices/letter.html", context)),
    )
