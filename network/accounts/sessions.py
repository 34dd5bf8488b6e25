"""Sessions end with what they rest on, a factor or a role (OWASP ASVS v5.0.0-7.4.2, -7.4.3). Passwords are Django's."""

from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver


def end_all(user, but=None):
    """End every session of `user`, except the one with the key `but`."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def end_others(sender, request, user, **kwargs):
    """Whoever was signed in before a factor changed has to sign in again, except where it was changed."""
    end_all(user, but=request.session.session_key)


@receiver(authentication_step_completed)
def renew(sender, request, reauthenticated=False, **kwargs):
    """Give the session a new key when its owner has proved themselves again (OWASP ASVS v5.0.0-7.2.4)."""
    if reauthenticated:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        request.session.cycle_key()


@receiver(user_logged_out)
def note_end(sender, request, user, **kwargs):
    """Have the answer tell the browser to forget what it kept (OWASP ASVS v5.0.0-14.3.1)."""
    request.signed_out = True
