"""How staff come to their second factor: with one that was there before the role, or with a link of an administrator.

So a password alone, even that of somebody who was just given a role, makes no factor and opens nothing.
"""

import logging
import time

from allauth.mfa.models import Authenticator
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from network.accounts.models import FactorLink, User
from network.accounts.sessions import end_all
from network.notices import outbox

logger = logging.getLogger("network.security")

SIGNER = Signer(salt="network.accounts.factor_links.v1")
# Where a session keeps until when (Unix seconds) it may make a factor, and whose it is.
ENROLLING = "_makes_factor"
SECONDS_TO_ENROL = 15 * 60


@transaction.atomic
def make(user: User, cause: FactorLink.Cause, by: User | None = None, reason: str = "") -> FactorLink:
    """Make a link for `user`; earlier ones are good for nothing any more."""
    now = timezone.now()
    FactorLink.objects.open().filter(user=user).update(expires_at=now)
    logger.warning("A link to a second factor was made.", extra={"event": "factor-link", "user": user.pk})
    return FactorLink.objects.create(
        user=user, made_by=by, cause=cause, reason=reason, expires_at=now + FactorLink.LASTS
    )


@transaction.atomic
def send(user: User, cause: FactorLink.Cause, by: User):
    """Make a link for `user` and have it written to them."""
    outbox.put("accounts.factor-link", make(user, cause, by).pk, user)


def path_of(link: FactorLink) -> str:
    """Where `link` leads, in the current language."""
    return reverse("factor-link", args=[SIGNER.sign(link.key)])


@transaction.atomic
def take_away(user: User):
    """Take every factor of `user` away, with the recovery codes, and end all sessions that rest on them."""
    Authenticator.objects.filter(user=user).delete()
    end_all(user)
    logger.warning("A second factor was taken away.", extra={"event": "factor-taken-away", "user": user.pk})


@transaction.atomic
def replace_lost(user: User, by: User):
    """Take the factor of `user` away. Staff are sent a link to a new one; everybody else makes one as at first."""
    take_away(user)
    if user.is_staff:
        send(user, FactorLink.Cause.LOST, by)
    else:
        outbox.put("accounts.factor-taken-away", f"{user.pk} {timezone.now():%Y-%m-%dT%H:%M:%S}", user)


def find(token) -> FactorLink | None:
    """The link with `token`, if it is still good."""
    try:
        key = SIGNER.unsign(token)
    except BadSignature:
        return None
    return FactorLink.objects.open().filter(key=key).select_related("user").first()


def use(link: FactorLink, request) -> bool:
    """Let the session of `request`, in which the user of `link` is signed in, make a factor.

    True for one session only.
    """
    if not FactorLink.objects.open().filter(pk=link.pk, user=request.user).update(used_at=timezone.now()):
        return False
    request.session[ENROLLING] = [request.user.pk, time.time() + SECONDS_TO_ENROL]
    return True


def may_enrol(request) -> bool:
    """Whether this session used a link a short while ago."""
    user, until = request.session.get(ENROLLING, (None, 0))
    return user == request.user.pk and time.time() < until
