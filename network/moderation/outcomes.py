"""Telling people what came of a step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from network.moderation.models import NotPossible


@dataclass
class Outcome:
    """Whether the step was taken. Where it was not, for `reason`, the page is shown again with what was typed."""

    is_done: bool = False
    reason: str = ""


@contextmanager
def outcome_message(request: HttpRequest, done: str) -> Iterator[Outcome]:
    """Tell the reader that the step in the block is `done`, or why it was not possible."""
    outcome = Outcome()
    try:
        yield outcome
    except NotPossible as reason:
        outcome.reason = str(reason)
        messages.error(request, outcome.reason)
    else:
        outcome.is_done = True
        messages.success(request, done)


def status_of(form: BaseForm) -> int:
    """The status of a page with `form`: answers that cannot be taken, a step that was not possible, or neither."""
    if not form.is_bound:
        return 200
    return 409 if form.is_valid() else 422


def link_of_someone_else(request: HttpRequest) -> HttpResponse:
    """What a link of a letter answers somebody who is signed in and not the one to whom it was sent."""
    return render(request, "moderation/link_of_someone_else.html", status=403)
