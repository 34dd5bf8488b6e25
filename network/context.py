"""What every template may need to know."""

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language_bidi

from network.catalogue import kinds
from network.languages import Language


def site(request):
    """The origin, the direction of writing, the kinds for the menu, and the address of this page in each language."""
    return {
        "origin": settings.ORIGIN,
        "is_demonstration": settings.DEMONSTRATION,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "kinds": kinds.registered(),
        "translations": [
            {"code": code, "name": name, "url": translate_url(request.get_full_path(), code)}
            for code, name in Language.choices
        ],
    }
