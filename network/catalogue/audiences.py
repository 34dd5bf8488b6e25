"""Who may see something: three ordered audiences."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.IntegerChoices):
    """Ordered from the narrowest; `min()` of two is what both allow."""

    STAFF = 0, _("UNCCT staff only")
    MEMBERS = 1, _("Members of the network")
    PUBLIC = 2, _("Everybody")

    @classmethod
    def of(cls, user):
        """The audience that `user` (perhaps anonymous) belongs to on the site. Staff read it as members do."""
        accepted = user.is_authenticated and (user.is_member or user.is_staff)
        return cls.MEMBERS if accepted else cls.PUBLIC


READERS = (Audience.MEMBERS, Audience.PUBLIC)
