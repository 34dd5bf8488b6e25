"""Headers of every response, and the language that a reader chose last."""

import re
from urllib.parse import urlsplit

import brotli
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import FileResponse
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, get_language_from_request

from network.cookies import remember

# Those that Django sets as well are here for what never passes its middleware: files, and errors of outer layers.
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
}

# As gzip's sixth of nine, a level that costs a page a millisecond or two.
BROTLI_QUALITY = 5
# In bytes, as Django's own for gzip: compressing less than this gains nothing.
SHORT = 200
ACCEPTS_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Its names by the WHATWG's Encoding Standard that are in use, and ASCII, which is part of it.
UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii"}


class Compression(GZipMiddleware):
    """Compresses pages. Files are compressed by their format, and their length shall be known.

    Pages for everybody go as Brotli (RFC 7932), a tenth smaller, where the browser takes it. Those of somebody who is
    signed in hold secrets beside what others may have put there: Django's gzip hides how long they are (BREACH).
    """

    def process_response(self, request, response):
        """Compress whatever is no file."""
        if isinstance(response, FileResponse):
            return response
        if self._goes_as_brotli(request, response):
            patch_vary_headers(response, ["Accept-Encoding"])
            response.content = brotli.compress(response.content, quality=BROTLI_QUALITY)
            response.headers["Content-Encoding"] = "br"
            response.headers["Content-Length"] = str(len(response.content))
            if (tag := response.get("ETag", "")).startswith('"'):
                # The same page in other bytes (RFC 9110 §8.8.1).
                response.headers["ETag"] = f"W/{tag}"
        return super().process_response(request, response)

    def _goes_as_brotli(self, request, response):
        return (
            not response.streaming
            and len(response.content) >= SHORT
            and not response.has_header("Content-Encoding")
            and not request.COOKIES.get(settings.SESSION_COOKIE_NAME)
            and ACCEPTS_BROTLI.search(request.headers.get("Accept-Encoding", "")) is not None
        )


class SecurityHeaders:
    """Adds the headers of every response; nothing that a signed-in person sees may be stored."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        user = getattr(request, "user", None)
        signed_out = getattr(request, "signed_out", False)
        if signed_out or (user is not None and user.is_authenticated):
            response.headers["Cache-Control"] = "no-store, private"
        if signed_out:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def add_static_headers(headers, path, url):
    """Give static files, which other middleware never sees, the same protection as pages."""
    for name, value in SECURITY_HEADERS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"


class WellFormed:
    """Refuses forms in another charset than UTF-8, and ignores cookies with characters that no cookie of ours has.

    Django takes any codec of Python for a charset, also those that make no text (see network/wsgi.py for those who read
    the query by it), and undoes escapes in cookies: a NUL among them would reach the database.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        charset = request.content_params.get("charset", "utf-8")
        if request.method not in SAFE_METHODS and charset.lower() not in UTF_8:
            raise BadRequest("The charset of the form is not UTF-8.")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if value.isprintable()}
        return self.get_response(request)


class RememberedLocale(LocaleMiddleware):
    """Django's language in the address, and a cookie once somebody switches languages on our own pages."""

    def process_response(self, request, response):
        """Remember the language of the page when a reader came to it from a page in another one."""
        response = super().process_response(request, response)
        chosen = get_language_from_path(request.path_info)
        if chosen and self._was_switched(request) and chosen != get_language_from_request(request):
            remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
        return response

    def _was_switched(self, request):
        try:
            came_from = urlsplit(request.headers.get("Referer", ""))
        except ValueError:
            return False
        return came_from.netloc == request.get_host() and get_language_from_path(came_from.path) is not None
