"""The profile of an expert, centres of excellence, and what belongs to them."""

from experts.models.affiliation import Affiliation
from experts.models.centre import Basis, Centre, CentreSource, RunBy
from experts.models.choices import Availability, Background, ListingMode
from experts.models.profile import Profile
from experts.models.skills import Expertise, LanguageSkill, Offer

__all__ = [
    "Affiliation",
    "Availability",
    "Background",
    "Basis",
    "Centre",
    "CentreSource",
    "Expertise",
    "LanguageSkill",
    "ListingMode",
    "Offer",
    "Profile",
    "RunBy",
]
