"""Whether this session has used a second factor, and the way to one."""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import redirect
from django.urls import reverse

OWN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def was_used(request) -> bool:
    """Whether whoever is signed in proved it with a second factor, or a passkey, in this session."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def is_set_up(user) -> bool:
    """Whether `user` has a factor; recovery codes alone are none."""
    return is_mfa_enabled(user, list(OWN))


def demand(request):
    """A redirect to where the factor is given, which leads back here, or to where one is made."""
    if is_set_up(request.user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
    return redirect("mfa_index")
