"""What every template may need to know."""

from django.conf import settings
from django.utils.translation import get_language_bidi

from network import schemes
from network.catalogue import kinds
from network.languages import Language


def site(request):
    """The origin, how the page is written and coloured, the menu, and the address of this page in each language."""
    return {
        "origin": settings.ORIGIN,
        "is_demonstration": settings.DEMONSTRATION,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "scheme": schemes.chosen(request),
        "schemes": schemes.Scheme,
        "kinds": kinds.registered(),
        "navigation": [_section(request, kind) for kind in kinds.registered() if kind.is_in_menu],
        "translations": _translations(request),
    }


def _section(request, kind):
    """One entry of the menu; a record belongs to the section of its list, below whose address it is."""
    address = kind.list_address
    return {"label": kind.label, "address": address, "is_current": request.path.startswith(address)}


def _translations(request):
    """This page in each language; none for a page without a language in its address."""
    code, _slash, rest = request.get_full_path().removeprefix("/").partition("/")
    if code not in Language.values:
        return []
    return [_translation(language, f"/{language}/{rest}") for language in Language]


def _translation(language, address):
    return {
        "code": language.value,
        "name": language.label,
        "url": address,
        "path": address.partition("?")[0],
        "locale": language.territorial,
        "is_default": language == Language.ENGLISH,
    }
