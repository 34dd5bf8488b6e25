"""Sign-ins and failed ones in the log, by the number of the account (OWASP ASVS v5.0.0-16.3.1)."""

import logging

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from network.accounts.models import User
from network.addresses import stored_form

logger = logging.getLogger("network.security")


@receiver(user_logged_in)
def note_sign_in(sender, user, **kwargs):
    """Somebody is in."""
    logger.info("Signed in.", extra={"event": "sign-in", "user": user.pk})


@receiver(user_logged_out)
def note_sign_out(sender, user, **kwargs):
    """Somebody left."""
    if user is not None:
        logger.info("Signed out.", extra={"event": "sign-out", "user": user.pk})


@receiver(user_login_failed)
def note_failure(sender, credentials, **kwargs):
    """A wrong password; of whom, if there is such an account."""
    known = User.objects.filter(email=stored_form(credentials.get("email") or "")).values_list("pk", flat=True).first()
    logger.warning("A sign-in failed.", extra={"event": "sign-in-failed", "user": known})


@receiver(authentication_failed)
def note_failed_factor(sender, user, **kwargs):
    """A right password and a wrong second factor: somebody may know the password."""
    logger.warning("A second factor failed.", extra={"event": "factor-failed", "user": user.pk})
