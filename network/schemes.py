"""Light or dark: the scheme that a reader chose, kept in a cookie. Without a choice the reader's device decides."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from network.cookies import remember
from network.ways_back import way_back


class Scheme(models.TextChoices):
    """What the switch in the footer offers."""

    DEVICE = "device", pgettext_lazy("colours", "Automatic")
    LIGHT = "light", pgettext_lazy("colours", "Light")
    DARK = "dark", pgettext_lazy("colours", "Dark")


def chosen(request: HttpRequest) -> Scheme:
    """The scheme of the page that answers `request`."""
    name = request.COOKIES.get(settings.SCHEME_COOKIE_NAME)
    return Scheme(name) if name in Scheme.values else Scheme.DEVICE


@csrf_exempt
@require_POST
def choose(request):
    """Keep the scheme, and go back to the page with the switch.

    Pages for visitors set no cookie, hence hold no token; the browser says instead on which site the form stood.
    """
    scheme = request.POST.get("scheme")
    if not _is_own_form(request) or scheme not in Scheme.values:
        raise PermissionDenied
    response = way_back(request, otherwise="home")
    if scheme == Scheme.DEVICE:
        response.delete_cookie(settings.SCHEME_COOKIE_NAME, samesite=settings.LANGUAGE_COOKIE_SAMESITE)
    else:
        remember(response, settings.SCHEME_COOKIE_NAME, scheme)
    return response


def _is_own_form(request):
    """Whether a page of ours sent it. Pages about people send no origin (`no-referrer`), older browsers only that."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == own
