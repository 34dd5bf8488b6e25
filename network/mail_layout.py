"""The look that all letters share: the templates of `templates/mail/`, what they are told, and their style sheet.

Mail programs drop style sheets, and some drop `html` and `body` with what these say of language and direction.
"""

from functools import lru_cache

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi


def base_context() -> dict:
    """What `mail/base.html` and `mail/base.txt` are told, in the current language."""
    return {
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "postal_address": settings.MAIL_POSTAL_ADDRESS,
        "contact": settings.ORIGIN + reverse("contact"),
        "space": " ",
    }


def with_styles(html) -> str:
    """A whole document with the style sheet of mail in its elements."""
    return css_inline.inline(html, extra_css=_styles(), keep_style_tags=False, load_remote_stylesheets=False)


def fragment_with_styles(html) -> str:
    """A part of a document with the style sheet of mail in its elements."""
    return css_inline.inline_fragment(html, _styles(), load_remote_stylesheets=False)


@lru_cache(maxsize=1)
def _styles():
    return render_to_string("mail/mail.css")
