"""Answering 304 where nothing changed: for anonymous readers only, because their pages depend on the index alone."""

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import condition

from network import schemes
from network.catalogue import index


def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
    """Name the state of the page (RFC 9110 §8.8.3), or None for whoever is signed in, or asks for whatever there is.

    `If-None-Match: *` would be answered here, before anybody knows whether there is such a page.
    """
    if request.user.is_authenticated or request.headers.get("If-None-Match", "").strip() == "*":
        return None
    state = f"{index.state()}|{request.build_absolute_uri()}|{schemes.chosen(request)}"
    return f'"{hashlib.blake2b(state.encode(), digest_size=12).hexdigest()}"'


def unchanged(
    view: Callable[..., HttpResponseBase], also: Callable[..., str] | None = None
) -> Callable[..., HttpResponseBase]:
    """Decorate a view whose anonymous page changes only with the index or with a release, and with what `also` tells.

    `also` is given what the view is given.
    """

    def tag(request, *args, **kwargs):
        name = etag(request)
        if name is None or also is None:
            return name
        state = f"{name}|{also(request, *args, **kwargs)}"
        return f'"{hashlib.blake2b(state.encode(), digest_size=12).hexdigest()}"'

    conditional = condition(etag_func=tag)(view)

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = conditional(request, *args, **kwargs)
        if not request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return answer


def unchanged_with(also: Callable[..., str]) -> Callable[..., Callable[..., HttpResponseBase]]:
    """`unchanged`, for a page that shows something beside the index, whose state `also` tells."""
    return partial(unchanged, also=also)
