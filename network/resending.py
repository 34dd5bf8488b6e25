"""What somebody sent and we could not take, because they were signed out or their page was old.

It is shown to them and can be sent again. Nothing of it is kept here, and nothing else is shown: whoever sits at the
browser now may be somebody else.
"""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.views.csrf import csrf_failure as django_csrf_failure

# What pages carry by themselves.
NOT_TYPED = {"csrfmiddlewaretoken", "next", "is_saved"}
# Parts of the names of fields that must not stand on a page. A form with one is no text that somebody would miss.
SECRET = ("password", "code")
# Characters. What is shorter is sent again, but nobody misses it in a list of texts without labels.
LONG = 30


class Sent(NamedTuple):
    """One answer of a form."""

    name: str
    text: str

    @property
    def is_long(self) -> bool:
        """Whether somebody would hate to type it again."""
        return len(self.text) > LONG


def sent_by(request: HttpRequest) -> list[Sent]:
    """The answers that came with `request`; none where somebody only pressed a button, or typed a password."""
    answers = [Sent(name, text) for name, texts in request.POST.lists() if name not in NOT_TYPED for text in texts]
    is_secret = any(part in answer.name.lower() for part in SECRET for answer in answers)
    return answers if any(answer.text for answer in answers) and not is_secret else []


def page(request: HttpRequest) -> HttpResponse:
    """The answers that came with `request`, to be sent once more. Nobody may store the page."""
    minutes = getattr(request, "idle_seconds", 0) // 60
    context = {
        "sent": sent_by(request),
        "had_files": bool(request.FILES),
        "needs_cookies": settings.CSRF_COOKIE_NAME not in request.COOKIES,
        "login_address": resolve_url(settings.LOGIN_URL),
        "idle_hours": minutes // 60,
        "idle_minutes": minutes % 60,
    }
    response = render(request, "resend.html", context, status=403)
    response.headers["Cache-Control"] = "no-store, private"
    return response


class NothingTypedIsLost:
    """Answers with the typed text where a form of somebody who is signed out would only lead to signing in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and _asks_to_sign_in(request, response) and sent_by(request):
            return page(request)
        if request.method == "GET" and response.status_code == 405:
            # Signing in leads back to the address of a button, which was not pressed.
            response.content = render_to_string("405.html", request=request)
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show what a page of ours sent with a token from before a sign-in. What another site sent is shown nowhere."""
    if request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}" and sent_by(request):
        return page(request)
    return django_csrf_failure(request, reason)


def _asks_to_sign_in(request, response):
    if response.status_code != 302 or request.user.is_authenticated:
        return False
    _page, _mark, query = redirect_to_login(request.get_full_path()).url.partition("?")
    return response.url.endswith(f"?{query}")
