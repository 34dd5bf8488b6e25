"""Who may see something: three ordered audiences."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.accounts import roles

if TYPE_CHECKING:
    from network.accounts.models import User


class Audience(models.IntegerChoices):
    """Ordered from the narrowest; `min()` of two is what both allow. The labels say who reads it: see `roles`."""

    STAFF = 0, _("Moderators only")
    MEMBERS = 1, _("Members and moderators")
    PUBLIC = 2, _("Everyone")

    @classmethod
    def of(cls, user: "User | AnonymousUser") -> Self:
        """The audience that `user` (perhaps anonymous) belongs to on the site, by their roles."""
        return cls.MEMBERS if roles.reads_as_member(user) else cls.PUBLIC


READERS = (Audience.MEMBERS, Audience.PUBLIC)
