"""What a profile lets its owner choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListingMode(models.TextChoices):
    """How the profile stands in the directory, from the least to the most that is shown."""

    HIDDEN = "hidden", _("Hidden: only moderators see your profile")
    ROLE_ONLY = "role-only", _("By role: your role is shown instead of your name")
    NAMED = "named", _("By name: the readers you choose see your name; everyone else sees your role")

    @classmethod
    def lesser(cls, *modes):
        """Of `modes`, the one that shows least."""
        return min(modes, key=cls.values.index)


class Background(models.TextChoices):
    OFFICIAL = "official", _("Government official")
    PRACTITIONER = "practitioner", _("Practitioner")
    RESEARCHER = "researcher", _("Researcher")
    CIVIL_SOCIETY = "civil-society", _("Civil society")
    PRIVATE_SECTOR = "private-sector", _("Private sector")
    ORGANIZATION = "organization", _("United Nations or regional organization")


class Availability(models.TextChoices):
    AVAILABLE = "available", _("Available for exchange")
    LIMITED = "limited", _("Available now and then")
    ABSENT = "absent", _("Not available at present")
