"""The mailbox of the demonstration: what the portal would have sent."""

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from network.demo import mailbox


@require_safe
def inbox(request):
    """All messages, the newest first."""
    return render(request, "demo/inbox.html", {"letters": mailbox.letters()})


@require_safe
def message(request, name):
    """One message with its headers and its plain text."""
    return render(request, "demo/message.html", {"letter": _find(name)})


@require_safe
@csp_replace({"style-src": ["'unsafe-inline'"], "sandbox": True})
def html(request, name):
    """The HTML part of a message as a mail reader shows it: with its own styles, without scripts."""
    letter = _find(name)
    if letter.html is None:
        raise Http404
    return HttpResponse(letter.html)


def _find(name):
    letter = mailbox.letter(name)
    if letter is None:
        raise Http404
    return letter
