"""What follows from what comes back: events of mail providers, bounces, complaints, and refusals while sending.

Events are only stored when they arrive, once each; a task processes them. `incoming` reads the mails among them.
"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network import cleaning
from network.addresses import stored_form
from network.alerts import subscribing, tokens
from network.alerts.models import MailEvent, Message, State, Subscriber, Suppression

# After the n-th soft bounce in a row a mailbox is left in peace for 2^n hours; after the last of these for ever.
MOST_SOFT_BOUNCES = 6
REASONS: dict[str, Suppression.Reason] = {
    MailEvent.Kind.HARD: Suppression.Reason.BOUNCE,
    MailEvent.Kind.COMPLAINT: Suppression.Reason.COMPLAINT,
    MailEvent.Kind.UNSUBSCRIBED: Suppression.Reason.UNSUBSCRIBED,
    MailEvent.Kind.SOFT: Suppression.Reason.SOFT_BOUNCES,
}
FEEDBACK: dict[str, Message.Feedback] = {
    MailEvent.Kind.DELIVERED: Message.Feedback.DELIVERED,
    MailEvent.Kind.HARD: Message.Feedback.BOUNCED,
    MailEvent.Kind.SOFT: Message.Feedback.DEFERRED,
    MailEvent.Kind.POLICY: Message.Feedback.BLOCKED,
    MailEvent.Kind.COMPLAINT: Message.Feedback.COMPLAINED,
}
BATCH = 500


def suppress(address: str, kind: str) -> None:
    """Never write to `address` again, because of an event of `kind`."""
    _suppress(tokens.digest(address), kind)


def _suppress(digest, kind):
    Suppression.objects.get_or_create(digest=digest, defaults={"reason": REASONS[kind]})


def is_suppressed(address: str) -> bool:
    """Whether nobody may write to `address`."""
    return Suppression.objects.filter(digest__in=tokens.digests(address)).exists()


def record(
    source: str, kind: str, *, event_id: str = "", message_id: int | None = None, recipient: str = "", detail: str = ""
) -> None:
    """Store one event; a second one with the same id, or without one the same event of the same message, is dropped."""
    event_id, detail = cleaning.one_line(event_id), cleaning.one_line(detail)
    known = event_id or hashlib.sha256(f"{kind} {message_id} {stored_form(recipient)}".encode()).hexdigest()
    event = MailEvent(
        source=source,
        event_id=known[:128],
        kind=kind,
        message=Message.objects.filter(pk=message_id).first() if message_id else None,
        digest=tokens.digest(recipient) if recipient else "",
        detail=detail[:300],
    )
    MailEvent.objects.bulk_create([event], ignore_conflicts=True)


def process_events() -> None:
    """Draw the consequences of every event that was stored and not processed."""
    for event_id in (
        MailEvent.objects.filter(processed_at__isnull=True).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        process(event_id)


@transaction.atomic
def process(event_id: int) -> None:
    """Draw the consequences of one event, once."""
    waiting = MailEvent.objects.select_for_update(skip_locked=True, of=("self",)).filter(processed_at__isnull=True)
    event = waiting.filter(pk=event_id).select_related("message__subscriber__user").first()
    if event is None:
        return
    message = event.message
    subscriber = message.subscriber if message else None
    digest = event.digest or (tokens.digest(subscriber.address) if subscriber else "")
    if message and event.kind in FEEDBACK:
        Message.objects.filter(pk=message.pk).update(feedback=FEEDBACK[event.kind])
    if event.kind == MailEvent.Kind.DELIVERED:
        _delivered(message, subscriber)
    else:
        follow_from(event.kind, subscriber, digest)
    event.processed_at = timezone.now()
    event.save(update_fields=["processed_at"])


def follow_from(kind: str, subscriber: Subscriber | None, digest: str) -> None:
    """Draw the consequences of a failure, complaint or wish for `subscriber`, whose address has the hash `digest`.

    Either may be missing. Nothing follows from a refusal by policy: it is about us.
    """
    if kind == MailEvent.Kind.SOFT:
        _bounced_for_now(subscriber, digest)
    elif kind in {MailEvent.Kind.HARD, MailEvent.Kind.COMPLAINT, MailEvent.Kind.UNSUBSCRIBED} and digest:
        _suppress(digest, kind)
    if kind == MailEvent.Kind.UNSUBSCRIBED and subscriber:
        subscribing.stop(subscriber)


def _delivered(message, subscriber):
    """What was in doubt is not any more; a mailbox that was full has room."""
    if message:
        doubtful = Message.objects.filter(pk=message.pk, state=State.IN_DOUBT)
        doubtful.update(state=State.SENT, reason="", ended_at=timezone.now())
    if subscriber:
        Subscriber.objects.filter(pk=subscriber.pk).update(soft_bounces=0, quiet_until=None)


def _bounced_for_now(subscriber, digest):
    if subscriber is None:
        return
    count = subscriber.soft_bounces + 1
    if count > MOST_SOFT_BOUNCES:
        _suppress(digest, MailEvent.Kind.SOFT)
        return
    quiet_until = timezone.now() + timedelta(hours=2**count)
    Subscriber.objects.filter(pk=subscriber.pk).update(soft_bounces=F("soft_bounces") + 1, quiet_until=quiet_until)
