"""The person who signs in. What a person tells about themselves lives in `experts`, not here."""

import unicodedata

import pghistory
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network.accounts import roles
from network.addresses import canonical, stored_form
from network.languages import Language


class UserManager(BaseUserManager):
    """Makes users, and finds them by an e-mail address in any spelling."""

    def create_user(self, email, password=None, **fields):
        """Return a saved user; without `password` nobody can sign in with one. Raises ValueError without
        `email`, ValidationError for what is no address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        fields.setdefault("language", get_language() or Language.ENGLISH)
        user = self.model(email=canonical(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Return a saved user who may do everything in the admin. Raises ValidationError for a weak password."""
        if password is not None:
            validate_password(password, self.model(email=canonical(email)))
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """Find the user who signs in with `email`, however it is spelled."""
        return self.get(email=stored_form(email))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    pghistory.UpdateEvent("email", condition=pghistory.AnyChange("email")),
    pghistory.UpdateEvent("password", condition=pghistory.AnyChange("password")),
    fields=["is_staff", "is_active", "is_member", "is_superuser", "language"],
    model_name="UserEvent",
)
class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in. The address is private: no page, log or select box prints it."""

    email = models.EmailField(_("email address"), unique=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_member = models.BooleanField(
        _("member of the network"),
        default=False,
        help_text=_("Has a profile that a moderator approved. Sees what experts show to members."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=Language.choices,
        default=Language.ENGLISH,
        help_text=_("We write to you in this language."),
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_in_any_case"),
        ]

    def __str__(self):
        return display_name(self)

    def set_password(self, raw_password):
        """Keep the hash of the password in normal form KC: keyboards write it in several ways (SP 800-63B §3.1.1.2).

        What is not in that form costs a second hash, because `check_password` may need two for it: the time that an
        unknown address takes, for which allauth calls this, must not differ from that of a known one.
        """
        normal = normal_form(raw_password)
        super().set_password(normal)
        if normal != raw_password:
            make_password(raw_password)

    def check_password(self, raw_password):
        """Whether it is the password; a hash that is older than the normal form is made anew when it fits."""
        normal = normal_form(raw_password)
        if super().check_password(normal):
            return True
        if normal == raw_password or not super().check_password(raw_password):
            return False
        super().set_password(normal)
        # Not a change of the password, which would be told by mail.
        self._password = None
        self.save(update_fields=["password"])
        return True

    def get_short_name(self):
        """What the admin greets the person with."""
        return display_name(self)

    def has_perm(self, perm, obj=None):
        """Whether the user may do `perm`; every permission comes with a role, and counts while the role does."""
        return roles.in_force(self) and super().has_perm(perm, obj)

    def has_module_perms(self, app_label):
        """Whether the user may do anything in the room `app_label`."""
        return roles.in_force(self) and super().has_module_perms(app_label)


@pghistory.track(obj_field=None)
class Membership(User.groups.through):
    """That a user is in the group of a role; here for its audit trail."""

    class Meta:
        proxy = True
        verbose_name = _("role of a user")
        verbose_name_plural = _("roles of users")

    def __str__(self):
        return f"{display_name(self.user)}: {self.group}"


def latest_changes_of_roles(most=5) -> list:
    """The last events of the audit trail in which somebody got or lost a role, with the group."""
    events = apps.get_model("accounts", "MembershipEvent").objects.order_by("-pgh_id")
    return list(events.select_related("group")[:most])


def normal_form(password):
    """`password` as it is hashed; None stays None, for people who cannot sign in with one."""
    return password and unicodedata.normalize("NFKC", password)


def display_name(user) -> str:
    """What may stand for `user` wherever their own words may not: never the address."""
    return f"user-{user.pk}"
