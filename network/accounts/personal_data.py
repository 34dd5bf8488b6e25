"""What accounts keep about people, and how an account is erased. What somebody wrote is erased by other rooms."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context
from taggit.models import Tag, TaggedItem

from network.accounts.data_protection import eraser, impersonal, register
from network.accounts.models import Consent, Copy, FactorLink, Look, Membership, Reading, User
from network.notices.models import Allowance, Notice

WITH_ACCOUNT = _("as long as you have an account")

register(
    User,
    "pk",
    exported=["email", "language", "is_member", "is_staff", "is_active", "joined_at", "last_login"],
    erased=_("deleted; only an account number without personal data remains"),
    period=_("30 days if the address is never confirmed"),
)
register(EmailAddress, "user", exported=["email", "verified", "primary"], erased=_("deleted"), period=WITH_ACCOUNT)
register(EmailConfirmation, "email_address__user", exported=[], erased=_("deleted"), period=WITH_ACCOUNT)
# The secret of a factor is no information about a person, and a copy of it would be a second way in.
register(
    Authenticator,
    "user",
    exported=["type", "created_at", "last_used_at"],
    erased=_("deleted"),
    period=WITH_ACCOUNT,
)
register(
    UserSession,
    "user",
    exported=["created_at", "ip", "last_seen_at", "user_agent"],
    erased=_("ended and deleted"),
    period=_("until you sign out or are signed out"),
)
register(
    Consent,
    "user",
    exported=["purpose", "about", "is_given", "text_digest", "at"],
    erased=_("deleted"),
    period=WITH_ACCOUNT,
)
register(Look, "subject", exported=["what", "at"], erased=_("deleted"), period=_("two years"))
register(
    FactorLink,
    "user",
    exported=["cause", "made_at", "expires_at", "used_at"],
    erased=_("deleted"),
    period=_("90 days"),
)
register(Reading, "reader", exported=["sort", "day"], erased=_("deleted"), period=_("a week"))
register(Copy, "user", exported=["asked_at"], erased=_("deleted"), period=_("24 hours"))
register(LogEntry, "user", exported=["action_time", "object_repr"], erased=_("deleted"), period=WITH_ACCOUNT)
register(Membership, "user", exported=["group__name"], erased=_("deleted"), period=WITH_ACCOUNT)
# Notices lie below accounts and know nobody's data protection. What they tell is made when it is sent, and not kept.
register(
    Notice,
    "user",
    exported=["kind", "state", "reason", "created_at", "ended_at"],
    erased=_("deleted, and not sent"),
    period=_("90 days"),
)
# Sessions carry a person only inside; each belongs to a UserSession.
impersonal(Session, Group, Permission, ContentType, Context, Tag, TaggedItem, Allowance)


@eraser
def erase_account(user, take_down):
    """End every session and leave a row that says no more than that there was somebody.

    The row stays because decisions and the audit trail name its number; it cannot sign in and has no address.
    """
    for session in UserSession.objects.filter(user=user):
        session.end()
    for model in (EmailAddress, Authenticator, Consent, Copy, LogEntry, Notice):
        model.objects.filter(user=user).delete()
    Look.objects.filter(subject=user).delete()
    Reading.objects.filter(reader=user).delete()
    FactorLink.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email = f"erased-{user.pk}@erased.invalid"
    user.set_unusable_password()
    user.is_active = user.is_member = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.save()
