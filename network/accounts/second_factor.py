"""Whether this session has used a second factor, and the way to one."""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from network.accounts.roles import has_factor


def was_used(request) -> bool:
    """Whether whoever is signed in proved it with a second factor, or a passkey, in this session."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def demand(request):
    """A redirect to where the factor is given, which leads back here; or to where one is made, or asked for."""
    if has_factor(request.user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
    return redirect("factor-needed" if request.user.is_staff and settings.STAFF_SECOND_FACTOR_REQUIRED else "mfa_index")
