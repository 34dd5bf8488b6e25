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
        "translations": [_translation(request, language) for language in Language],
    }


def _translation(request, language):
    address = translate_url(request.get_full_path(), language)
    return {
        "code": language.value,
        "name": language.label,
        "url": address,
        "path": address.partition("?")[0],
        "locale": language.territorial,
        "is_default": language == Language.ENGLISH,
    }
