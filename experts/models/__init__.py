"""The profile of an expert, and what belongs to it."""

from experts.models.choices import Availability, Background, ListingMode
from experts.models.profile import Profile
from experts.models.skills import Expertise, LanguageSkill, Offer

__all__ = ["Availability", "Background", "Expertise", "LanguageSkill", "ListingMode", "Offer", "Profile"]
