"""Handing out what members see of people: in lists and on pages, it counts against the reader's day."""

from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page

from network.accounts import reading
from network.accounts.models import Reading, User
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.cards import Card
from network.catalogue.models import Entry

Entries = TypeVar("Entries", Page, list[Entry])


def list_for(reader: User | AnonymousUser, entries: Entries) -> Entries:
    """Return `entries`, of a list or a part of one, after counting the people whom `reader` reads as a member."""
    reading.count(reader, Reading.Sort.LISTED, [entry.record for entry in entries if _is_counted(entry)])
    return entries


def card_for(reader: User | AnonymousUser, card: Card) -> Card:
    """Return `card` after counting it, if it is what members see of a person."""
    reading.count(reader, Reading.Sort.PROFILE, [card.key] if _is_counted(card) else [])
    return card


def _is_counted(shown):
    return shown.audience == Audience.MEMBERS and kinds.get(shown.kind).is_person
