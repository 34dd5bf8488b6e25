"""The vocabulary and the index tell nothing about a person that their cards do not show; what readers save does."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import eraser, impersonal, register
from network.accounts.models import User
from network.catalogue.models import (
    Announcement,
    Country,
    Entry,
    Favourite,
    InstitutionKind,
    Modality,
    Rebuild,
    Region,
    SpokenLanguage,
    Subregion,
    Topic,
    TopicGroup,
)

# Entries are made of cards and go with the record; the ledger names records by a random key.
impersonal(Announcement, Entry, Rebuild, Topic, TopicGroup)
impersonal(Country, Region, Subregion, SpokenLanguage, Modality, InstitutionKind)

register(Favourite, "user", exported=["record", "saved_at"], erased=_("deleted"), period=_("until you remove it"))


@eraser
def erase_favourites(user: User, take_down: bool) -> None:
    """Forget what `user` saved."""
    user.favourites.all().delete()
