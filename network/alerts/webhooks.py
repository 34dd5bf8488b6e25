"""Events of mail providers, as django-anymail normalizes them; stored at once and processed by a task."""

from anymail.signals import EventType, RejectReason, tracking
from django.dispatch import receiver

from network.alerts import bounces, tokens
from network.alerts.models import MailEvent

KINDS = {
    EventType.DELIVERED: MailEvent.Kind.DELIVERED,
    EventType.COMPLAINED: MailEvent.Kind.COMPLAINT,
    EventType.UNSUBSCRIBED: MailEvent.Kind.UNSUBSCRIBED,
}
REFUSALS = {
    RejectReason.INVALID: MailEvent.Kind.HARD,
    RejectReason.BOUNCED: MailEvent.Kind.HARD,
    RejectReason.SPAM: MailEvent.Kind.COMPLAINT,
    RejectReason.UNSUBSCRIBED: MailEvent.Kind.UNSUBSCRIBED,
    RejectReason.BLOCKED: MailEvent.Kind.POLICY,
}


@receiver(tracking)
def store(sender, event, esp_name, **kwargs):
    """Store what concerns a message of ours; the provider is answered before anything follows from it."""
    if event.event_type in {EventType.BOUNCED, EventType.REJECTED}:
        kind = REFUSALS.get(event.reject_reason, MailEvent.Kind.SOFT)
    else:
        kind = KINDS.get(event.event_type)
    if kind is None:
        return
    bounces.record(
        esp_name,
        kind,
        event_id=event.event_id or "",
        message_id=_message_of(event),
        recipient=event.recipient or "",
        detail=event.mta_response or event.description or "",
    )


def _message_of(event):
    """Our message, by the Message-ID that we gave the provider with it; anything else names none."""
    name = (event.metadata or {}).get("message_id") or event.message_id or ""
    return tokens.read(tokens.Use.MESSAGE_ID, name.strip("<>").partition("@")[0])
