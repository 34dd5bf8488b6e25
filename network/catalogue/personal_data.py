"""The vocabulary and the index tell nothing about a person that their cards do not show."""

from network.accounts.data_protection import impersonal
from network.catalogue.models import (
    Announcement,
    Country,
    Entry,
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
