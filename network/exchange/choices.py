"""What the author of an offer or a request chooses from."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

# The form of cooperation of which a government may be asked, whoever offers it.
FINANCE = "financial-contribution"


class Direction(models.TextChoices):
    OFFER = "offer", _("Offer")
    REQUEST = "request", _("Request")


class Authority(models.TextChoices):
    """On whose behalf it is made."""

    INSTITUTION = "institution", _("On behalf of an institution")
    PERSONAL = "personal", _("In a personal capacity")


class Recipient(models.TextChoices):
    """For whom an offer is, or for whom support is requested."""

    STATE = "state", _("State institutions")
    CIVIL_SOCIETY = "civil-society", _("Civil society organizations")
    INDIVIDUALS = "individuals", _("Individual experts")


class Sensitivity(models.TextChoices):
    """What support may touch, so that human rights due diligence is asked for (A/67/775-S/2013/110)."""

    DETENTION = "detention", _("Detention")
    FORCE = "force", _("Use of force")
    SURVEILLANCE = "surveillance", _("Surveillance")
    PERSONAL_DATA = "personal-data", _("Personal data")
    NONE = "none", _("None of these")

    @classmethod
    def needs_safeguards(cls, touched: Iterable[str]) -> bool:
        """Whether any of `touched` asks for safeguards."""
        return any(code != cls.NONE for code in touched)
