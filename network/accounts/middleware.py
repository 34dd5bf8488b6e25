"""Limits of sessions and reading, the second factor of staff, who did what (ASVS v5.0.0-6.3.3, -7.3.1, -7.3.2)."""

import time

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import logout
from django.urls import Resolver404, resolve
from pghistory.middleware import HistoryMiddleware

from network.accounts import factor_links, reading, second_factor
from network.accounts.reading import Spent

STARTED, SEEN = "_started", "_seen"
# Seconds between two notes of "seen", so that reading pages does not write a session each time.
NOTE_EVERY = 60


class SessionLimits:
    """Ends a session that was idle, or has lasted, longer than `settings.SESSION_LIMITS` allows."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.check(request, int(time.time()))
        return self.get_response(request)

    def check(self, request, now):
        """Sign the user out when a limit has passed; otherwise note that they were seen at `now` (Unix seconds)."""
        idle, absolute = settings.SESSION_LIMITS["staff" if request.user.is_staff else "member"]
        started = request.session.setdefault(STARTED, now)
        seen = request.session.get(SEEN, now)
        if now - seen > idle or now - started > absolute:
            logout(request)
            request.idle_seconds = idle if now - seen > idle else 0
        elif SEEN not in request.session or now - seen >= NOTE_EVERY:
            request.session[SEEN] = now


class StaffSecondFactor:
    """Lets staff go nowhere but to their second factor until this session has used one.

    They make one only in a session that has used one already, or a link of an administrator: see `factor_links`.
    """

    GIVING = frozenset(
        {
            "account_logout",
            "account_reauthenticate",
            "factor-link",
            "factor-needed",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "alerts-stop",  # one click in a mail reader must always do
        }
    )
    MAKING = frozenset(
        {
            "mfa_index",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
        }
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Return None to let the request pass, or a redirect to where the factor is given, or asked for."""
        user = request.user
        if not (settings.STAFF_SECOND_FACTOR_REQUIRED and user.is_authenticated and user.is_staff):
            return None
        name = "" if request.resolver_match.app_names else request.resolver_match.url_name
        if name in self.GIVING or (name in self.MAKING and factor_links.may_enrol(request)):
            return None
        return None if second_factor.was_used(request) else second_factor.demand(request)


class ReadingLimits:
    """Answers 429 when somebody was shown more than a person reads in a day."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """The transaction of the view is rolled back by now, so what was refused is not counted."""
        if not isinstance(exception, Spent):
            return None
        reading.tell_staff(exception)
        return ratelimit.respond_429(request)


class Audit(HistoryMiddleware):
    """Names the user, and the page by its name, in each event of the audit trail that a request causes."""

    def get_context(self, request):
        """Ids and names only: an address may hold a token."""
        try:
            page = resolve(request.path_info).view_name
        except Resolver404:
            page = ""
        return {"user": request.user.pk, "page": page}
