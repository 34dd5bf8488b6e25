"""What comes back: events of mail providers, bounces (RFC 3464) and complaints (RFC 5965), and what follows from them.

Events are only stored when they arrive, once each; a task processes them. Bounces are known by the signed token in
the address that they come back to, never by their text.
"""

import hashlib
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import getaddresses

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network import cleaning
from network.alerts import subscribing, tokens
from network.alerts.models import MailEvent, Message, State, Subscriber, Suppression

# After the n-th soft bounce in a row a mailbox is left in peace for 2^n hours; after the last of these for ever.
MOST_SOFT_BOUNCES = 6
REASONS = {
    MailEvent.Kind.HARD: Suppression.Reason.BOUNCE,
    MailEvent.Kind.COMPLAINT: Suppression.Reason.COMPLAINT,
    MailEvent.Kind.UNSUBSCRIBED: Suppression.Reason.UNSUBSCRIBED,
    MailEvent.Kind.SOFT: Suppression.Reason.SOFT_BOUNCES,
}
FEEDBACK = {
    MailEvent.Kind.DELIVERED: Message.Feedback.DELIVERED,
    MailEvent.Kind.HARD: Message.Feedback.BOUNCED,
    MailEvent.Kind.SOFT: Message.Feedback.DEFERRED,
    MailEvent.Kind.POLICY: Message.Feedback.BLOCKED,
    MailEvent.Kind.COMPLAINT: Message.Feedback.COMPLAINED,
}
BATCH = 500


def suppress(address, kind):
    """Never write to `address` again, because of an event of `kind`."""
    _suppress(tokens.digest(address), kind)


def _suppress(digest, kind):
    Suppression.objects.get_or_create(digest=digest, defaults={"reason": REASONS[kind]})


def is_suppressed(address) -> bool:
    """Whether nobody may write to `address`."""
    return Suppression.objects.filter(digest__in=tokens.digests(address)).exists()


def record(source, kind, *, event_id="", message_id=None, recipient="", detail=""):
    """Store one event; a second one with the same id, or without one the same event of the same message, is dropped."""
    event_id, detail = cleaning.one_line(event_id), cleaning.one_line(detail)
    known = event_id or hashlib.sha256(f"{kind} {message_id} {recipient.lower()}".encode()).hexdigest()
    event = MailEvent(
        source=source,
        event_id=known[:128],
        kind=kind,
        message=Message.objects.filter(pk=message_id).first() if message_id else None,
        digest=tokens.digest(recipient) if recipient else "",
        detail=detail[:300],
    )
    MailEvent.objects.bulk_create([event], ignore_conflicts=True)


def process_events():
    """Draw the consequences of every event that was stored and not processed."""
    for event_id in (
        MailEvent.objects.filter(processed_at__isnull=True).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        process(event_id)


@transaction.atomic
def process(event_id):
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
    match event.kind:
        case MailEvent.Kind.DELIVERED:
            _delivered(message, subscriber)
        case MailEvent.Kind.SOFT:
            _bounced_for_now(subscriber, digest)
        case MailEvent.Kind.HARD | MailEvent.Kind.COMPLAINT | MailEvent.Kind.UNSUBSCRIBED if digest:
            _suppress(digest, event.kind)
    if event.kind == MailEvent.Kind.UNSUBSCRIBED and subscriber:
        subscribing.stop(subscriber)
    event.processed_at = timezone.now()
    event.save(update_fields=["processed_at"])


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


def receive(raw, recipient="") -> str:
    """Read a message (bytes) that came to one of our own addresses; return what it was taken for.

    `recipient` is the address of the envelope, where the mail server tells it. What is neither a bounce, a complaint
    nor a request to unsubscribe is ignored, and nothing is ever answered (RFC 3834 §2).
    """
    message = message_from_bytes(raw, policy=policy.default)
    report = message.get_content_type() == "multipart/report" and message.get_param("report-type")
    for purpose, token in _tagged(message, recipient):
        if purpose == "b" and (number := tokens.read(tokens.Use.BOUNCE, token)):
            if report == "delivery-status":
                return _read_bounce(message, number)
            if report == "feedback-report":
                record("complaint", MailEvent.Kind.COMPLAINT, message_id=number)
                return "complaint"
        is_automatic = message.get("Auto-Submitted", "no").lower() != "no" or report
        if purpose == "u" and not is_automatic and (number := tokens.read(tokens.Use.STOP, token)):
            subscriber = Subscriber.objects.filter(pk=number).first()
            if subscriber:
                subscribing.stop(subscriber)
                return "unsubscribed"
    return "ignored"


def _tagged(message, recipient):
    """Purpose and token of each address `<purpose>+<token>@…` that the message came to."""
    headers = [value for name in ("Delivered-To", "X-Original-To", "To") for value in message.get_all(name, [])]
    for _name, address in getaddresses([recipient, *map(str, headers)]):
        purpose, _plus, token = address.partition("@")[0].partition("+")
        if token:
            yield purpose.lower(), token


def _read_bounce(message, number):
    """Store what a delivery status notification says of the one recipient of message `number`."""
    fields = {}
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                fields |= {name.lower(): str(value) for name, value in block.items()}
    kind = _kind_of_bounce(fields.get("action", "").lower(), fields.get("status", ""))
    if kind is None:
        return "ignored"
    detail = f"{fields.get('status', '')} {fields.get('diagnostic-code', '')}"
    record("bounce", kind, message_id=number, event_id=f"{number}:{kind}", detail=detail)
    return "bounce"


def _kind_of_bounce(action, status):
    """What a bounce means (RFC 3463): an address that does not exist, a policy against us, or trouble that may pass."""
    if action in {"delivered", "relayed", "expanded"}:
        return MailEvent.Kind.DELIVERED
    if action != "failed":
        return None
    if status.startswith("5.1."):
        return MailEvent.Kind.HARD
    return MailEvent.Kind.POLICY if status.startswith("5.7.") else MailEvent.Kind.SOFT
