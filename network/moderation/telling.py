"""Telling people what came of a step."""

from contextlib import contextmanager

from django.contrib import messages

from network.moderation.models import NotPossible


@contextmanager
def telling(request, done):
    """Tell the reader that the step in the block is `done`, or why it was not possible."""
    try:
        yield
    except NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
