"""What is kept about those whom we write to, and how it is erased, with every message that waits."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import eraser, impersonal, register
from network.accounts.models import User
from network.alerts.models import (
    Hit,
    Interest,
    Introduction,
    MailEvent,
    MailSwitch,
    Matching,
    Message,
    Pivot,
    Run,
    State,
    StoredSearch,
    Subscriber,
    Subscription,
    Suppression,
)

WHILE_FOLLOWED = _("28 days after you stop it")
NINETY_DAYS = _("90 days")
DELETED = _("deleted")

register(
    Subscriber,
    "user",
    exported=["language", "weekday", "created_at", "stopped_at", "soft_bounces", "quiet_until"],
    erased=DELETED,
    period=_("28 days after you unsubscribe"),
)
register(
    Subscription,
    "subscriber__user",
    exported=[
        "purpose", "search__query", "note", "frequency", "created_at", "confirmed_at", "ended_at",
        "consent_version", "consent_source",
    ],
    erased=DELETED,
    period=WHILE_FOLLOWED,
)  # fmt: skip
register(Interest, "subscriber__user", exported=["record", "keys", "own"], erased=DELETED, period=WHILE_FOLLOWED)
register(Introduction, "subscriber__user", exported=["record", "key"], erased=DELETED, period=WHILE_FOLLOWED)
register(Hit, "subscriber__user", exported=["record", "at", "shared"], erased=DELETED, period=WHILE_FOLLOWED)
register(
    Message,
    "subscriber__user",
    exported=["kind", "state", "reason", "created_at", "ended_at", "feedback"],
    erased=_("kept without the person; never sent"),
    period=NINETY_DAYS,
)
register(
    MailEvent,
    "message__subscriber__user",
    exported=["kind", "detail", "received_at"],
    erased=_("kept without the person"),
    period=NINETY_DAYS,
)
# A suppressed address is known by a keyed hash only, and keeping that hash is what protects its owner.
impersonal(StoredSearch, Pivot, Matching, Run, MailSwitch, Suppression)


@eraser
def erase_subscriber(user: User, take_down: bool) -> None:
    """Delete the subscriber that `user` is; what is in the outbox for them is never sent."""
    waiting = Message.objects.filter(subscriber__user=user, state__in=[State.PENDING, State.LEASED, State.IN_DOUBT])
    waiting.update(state=State.SKIPPED, reason="erased")
    Interest.objects.filter(subscriber__user=user).delete()
    Subscriber.objects.filter(user=user).delete()
