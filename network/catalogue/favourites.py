"""What readers save to find it again. It is read through entries, so that they find of it what they may see now."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from network.accounts.models import User
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry, EntryQuerySet, Favourite

# More than anybody reads again.
MOST = 500


class TooMany(Exception):
    """Somebody has saved as much as they may."""


@transaction.atomic
def save(reader: User, record: str) -> None:
    """Save `record` for `reader`. Raises Entry.DoesNotExist where they cannot see it, and TooMany."""
    _visible_to(reader).get(record=record)
    # What is counted must not change meanwhile.
    User.objects.select_for_update().get(pk=reader.pk)
    if reader.favourites.exclude(record=record).count() >= MOST:
        raise TooMany
    Favourite.objects.bulk_create([Favourite(user=reader, record=record)], ignore_conflicts=True)


def remove(reader: User, record: str) -> None:
    """Save `record` for `reader` no longer; nothing happens where they had not."""
    reader.favourites.filter(record=record).delete()


def entries_of(reader: User) -> EntryQuerySet:
    """What `reader` saved and can see, the latest first."""
    own = Favourite.objects.filter(user=reader)
    saved_at = own.filter(record=OuterRef("record")).values("saved_at")
    found = _visible_to(reader).filter(record__in=own.values("record")).annotate(saved_at=Subquery(saved_at))
    return found.order_by("-saved_at", "record").defer("vector", "facets")


def saved_among(reader: User | AnonymousUser, records: Iterable[str]) -> set[str]:
    """Those of `records` (keys) that `reader` saved."""
    if not reader.is_authenticated:
        return set()
    return set(Favourite.objects.filter(user=reader, record__in=records).values_list("record", flat=True))


def _visible_to(reader):
    return Entry.objects.filter(audience=Audience.of(reader), language=get_language())
