"""Who signs in, and what people are told and given about their own data."""

from network.accounts.models.data import Consent, Copy, Look, Reading
from network.accounts.models.links import FactorLink
from network.accounts.models.users import Membership, User, display_name, latest_changes_of_roles

__all__ = [
    "Consent",
    "Copy",
    "FactorLink",
    "Look",
    "Membership",
    "Reading",
    "User",
    "display_name",
    "latest_changes_of_roles",
]
