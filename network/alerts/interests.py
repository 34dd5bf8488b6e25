"""What experts look for and offer, stated by the room that knows their profiles; matched like everything else."""

from collections.abc import Iterable

from network.accounts.models import User
from network.alerts.matching import introduce
from network.alerts.models import Interest, Subscriber
from network.catalogue.models import Announcement


def state(
    user: User, record: str, *, needs: Iterable[str], offers: Iterable[str], own: dict[str, Iterable[str]]
) -> None:
    """Note what `user`, the owner of profile `record`, needs and knows. Call in the transaction that publishes it.

    `needs` and `offers` are codes of topics; `own` maps other dimensions to the codes that the other side should have.
    """
    keys = [f"topic:{code}" for code in needs] + [f"need:{code}" for code in offers]
    shared = [f"{dimension}:{code}" for dimension, codes in own.items() for code in codes]
    Interest.objects.update_or_create(
        subscriber=subscriber_of(user),
        defaults={"record": record, "keys": sorted(set(keys)), "own": sorted(set(shared))},
    )


def delete(record: str) -> None:
    """Look for nothing on behalf of profile `record` any more."""
    Interest.objects.filter(record=record).delete()


def look_again(subscriber: Subscriber) -> None:
    """Introduce `subscriber`, who has just asked for introductions, to what is there already."""
    if interest := Interest.objects.filter(subscriber=subscriber).first():
        latest = Announcement.objects.filter(record=interest.record).order_by("-id").first()
        if latest:
            introduce(latest)


def subscriber_of(user: User) -> Subscriber:
    """The subscriber that `user` is, made if need be; one who subscribed by address before is the same person."""
    if known := Subscriber.objects.filter(user=user).first():
        return known
    if earlier := Subscriber.objects.filter(email=user.email).first():
        earlier.user, earlier.email = user, ""
        earlier.save(update_fields=["user", "email"])
        return earlier
    return Subscriber.objects.get_or_create(user=user, defaults={"language": user.language})[0]
