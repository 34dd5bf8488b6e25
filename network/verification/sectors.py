"""Whose voice a record is: that of a State, that of civil society, or neither."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """What decides whether a government may be asked before publication."""

    STATE = "state", _("State institution")
    CIVIL_SOCIETY = "civil-society", _("Civil society")
    OTHER = "other", _("Other")


# Codes of the vocabulary "institution". National human rights institutions are independent (A/RES/48/134).
OF_THE_STATE = frozenset(
    {
        "ministry", "national-ct-centre", "public-agency", "police", "police-security", "border-customs", "military",
        "judiciary", "prison-service", "fiu", "parliament", "local-authority",
    }
)  # fmt: skip
OF_CIVIL_SOCIETY = frozenset({"civil-society", "religious-body", "victims-association", "foundation"})


def sector_of(institution_kind) -> Sector:
    """The sector of an institution, by its code in the vocabulary (or None)."""
    if institution_kind in OF_THE_STATE:
        return Sector.STATE
    return Sector.CIVIL_SOCIETY if institution_kind in OF_CIVIL_SOCIETY else Sector.OTHER
