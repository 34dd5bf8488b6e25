"""Who may see something: three ordered audiences."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.accounts import roles


class Audience(models.IntegerChoices):
    """Ordered from the narrowest; `min()` of two is what both allow. The labels say who reads it: see `roles`."""

    STAFF = 0, _("Moderators only")
    MEMBERS = 1, _("Members; moderators")
    PUBLIC = 2, _("Everybody")

    @classmethod
    def of(cls, user):
        """The audience that `user` (perhaps anonymous) belongs to on the site, by their roles."""
        return cls.MEMBERS if roles.reads_as_member(user) else cls.PUBLIC


READERS = (Audience.MEMBERS, Audience.PUBLIC)
