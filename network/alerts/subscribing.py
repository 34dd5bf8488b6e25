"""Beginning, confirming, changing and ending what somebody follows. Answers tell nobody whether an address is known."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from network.accounts.models import User
from network.addresses import canonical
from network.alerts import interests, tokens
from network.alerts.models import (
    Frequency,
    Message,
    Purpose,
    State,
    StoredSearch,
    Subscriber,
    Subscription,
    Suppression,
)
from network.celery import knock
from network.notices import gate

# Names the text that people agree to; change it whenever that text changes, and put the text into
# docs/agreed-texts.json.
CONSENT_VERSION = "2026-11-27"
CONFIRMABLE = timedelta(days=7)
UNDOABLE = timedelta(days=28)
KEPT = timedelta(days=90)


@transaction.atomic
def ask(
    address: str,
    *,
    purpose: str,
    search: StoredSearch | None = None,
    frequency: str,
    language: str,
    weekday: int,
    note: str = "",
    ip: str = "",
) -> None:
    """Begin a subscription of whoever reads mail at `address`: they get one letter with a link to confirm it.

    Nothing is sent to a suppressed address, nor about what is followed already, nor more often than the gate admits;
    the same is done in each case, so that the caller cannot tell.
    """
    subscriber = Subscriber.objects.at(address).first()
    if subscriber is None:
        new = {"language": language, "weekday": weekday}
        subscriber, _made = Subscriber.objects.get_or_create(email=canonical(address), defaults=new)
    subscription, _made = Subscription.objects.get_or_create(
        subscriber=subscriber,
        purpose=purpose,
        search=search,
        ended_at=None,
        defaults={"frequency": frequency, "note": note, **_consent("subscribe", ip)},
    )
    if gate.admits(subscriber.address):
        _put_confirmation(subscription)


def _put_confirmation(subscription):
    subscriber, reason = subscription.subscriber, ""
    if Suppression.objects.filter(digest__in=tokens.digests(subscriber.address)).exists():
        reason = "the address is suppressed"
    elif subscription.confirmed_at and not subscriber.stopped_at:
        reason = "followed already"
    end = {"state": State.SKIPPED, "reason": reason, "ended_at": timezone.now()} if reason else {}
    Message.objects.create(kind=Message.Kind.CONFIRMATION, subscriber=subscriber, subscription=subscription, **end)
    knock("network.alerts.tasks.send")


@transaction.atomic
def confirm(subscription: Subscription) -> None:
    """The button behind the link was pressed: mail may come. Pressing it twice is pressing it once."""
    if subscription.confirmed_at is None:
        subscription.confirmed_at = timezone.now()
        subscription.save(update_fields=["confirmed_at"])
    resume(subscription.subscriber)


@transaction.atomic
def follow(
    user: User, *, purpose: str, search: StoredSearch | None = None, frequency: str, note: str = ""
) -> Subscription:
    """Begin a subscription of `user`, whose address is confirmed already; one that runs is changed instead."""
    subscriber = interests.subscriber_of(user)
    resume(subscriber)
    subscription, made = Subscription.objects.get_or_create(
        subscriber=subscriber,
        purpose=purpose,
        search=search,
        ended_at=None,
        defaults={"frequency": frequency, "note": note, "confirmed_at": timezone.now(), **_consent("account")},
    )
    if not made:
        subscription.frequency, subscription.note = frequency, note
        subscription.confirmed_at = subscription.confirmed_at or timezone.now()
        subscription.save(update_fields=["frequency", "note", "confirmed_at"])
    elif purpose == Purpose.INTRODUCTIONS:
        interests.look_again(subscriber)
    return subscription


def _consent(source, ip=""):
    return {
        "consent_version": CONSENT_VERSION,
        "consent_source": source,
        "consent_origin": tokens.origin_digest(ip) if ip else "",
    }


def end(subscription: Subscription) -> None:
    """End one subscription; what it has matched and not told is not told any more."""
    if subscription.ended_at is None:
        subscription.ended_at = timezone.now()
        subscription.save(update_fields=["ended_at"])


def less_often(subscriber: Subscriber, frequency: str) -> None:
    """Make every subscription of `subscriber` that brings more mail than `frequency` bring that much."""
    order = Frequency.values
    more_often = order[: order.index(frequency)]
    subscriber.subscriptions.running().filter(frequency__in=more_often).update(frequency=frequency)


def stop(subscriber: Subscriber) -> None:
    """Stop all mail to `subscriber`, at once. May be undone for 28 days, then `delete_expired` erases the address."""
    Subscriber.objects.filter(pk=subscriber.pk, stopped_at__isnull=True).update(stopped_at=timezone.now())


def resume(subscriber: Subscriber) -> None:
    """Undo `stop`."""
    Subscriber.objects.filter(pk=subscriber.pk, stopped_at__isnull=False).update(stopped_at=None)


def delete_expired() -> None:
    """Erase what has had its time: addresses never confirmed, or stopped 28 days ago; what ended; old mail logs.

    Subscribers with an account are erased with the account.
    """
    now = timezone.now()
    Subscription.objects.unconfirmed().filter(created_at__lt=now - CONFIRMABLE).delete()
    Subscription.objects.filter(ended_at__lt=now - UNDOABLE).delete()
    without_account = Subscriber.objects.filter(user__isnull=True)
    without_account.filter(
        Q(stopped_at__lt=now - UNDOABLE) | Q(subscriptions__isnull=True, created_at__lt=now - CONFIRMABLE)
    ).delete()
    Message.objects.filter(created_at__lt=now - KEPT).exclude(state__in=["pending", "leased", "in_doubt"]).delete()
