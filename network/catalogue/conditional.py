"""Answering 304 where nothing changed: for anonymous readers only, because their pages depend on the index alone."""

import hashlib
from functools import wraps

from django.conf import settings
from django.utils import timezone
from django.views.decorators.http import condition

from network.catalogue import index


def etag(request, *args, **kwargs):
    """Name the state of the page, or None for whoever is signed in (RFC 9110 §8.8.3)."""
    if request.user.is_authenticated:
        return None
    # The hour is part of it because coming events pass without anybody publishing anything.
    hour = f"{timezone.now():%Y%m%d%H}"
    state = f"{settings.RELEASE}|{index.edition()}|{hour}|{request.build_absolute_uri()}|{bool(request.htmx)}"
    return f'"{hashlib.blake2b(state.encode(), digest_size=12).hexdigest()}"'


def unchanged(view):
    """Decorate a view whose anonymous page changes only with the index or with a release."""
    conditional = condition(etag_func=etag)(view)

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = conditional(request, *args, **kwargs)
        if not request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return answer
