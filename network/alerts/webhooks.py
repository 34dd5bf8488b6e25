"""Events of mail providers, as django-anymail normalizes them; stored at once and processed by a task.

Providers sort failures by rules of their own, and differently. What the recipient's server answered counts first, then
the provider's description, and only then its reason.
"""

from typing import Any

from anymail.signals import EventType, RejectReason, tracking
from django.dispatch import receiver

from network import mail_answers
from network.alerts import bounces, tokens
from network.alerts.models import MailEvent

Kind = MailEvent.Kind
KINDS = {
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.COMPLAINED: Kind.COMPLAINT,
    EventType.UNSUBSCRIBED: Kind.UNSUBSCRIBED,
}
# A filter refused the text: Postmark's name for it, which anymail takes for a reader's complaint.
SPAM_FILTER = "SpamNotification"
# The recipient's server refused it. Some providers call every refusal BOUNCED, also one for now.
BOUNCED = {RejectReason.INVALID: Kind.HARD, RejectReason.SPAM: Kind.POLICY, RejectReason.BLOCKED: Kind.POLICY}
# The provider did not even try, because of what happened earlier.
REJECTED = {
    RejectReason.INVALID: Kind.HARD,
    RejectReason.BOUNCED: Kind.HARD,
    RejectReason.SPAM: Kind.COMPLAINT,
    RejectReason.BLOCKED: Kind.POLICY,
}


@receiver(tracking)
def store(sender: type, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Store what concerns a message of ours; the provider is answered before anything follows from it."""
    kind = kind_of(event)
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


def kind_of(event: Any) -> MailEvent.Kind | None:
    """What `event` is for us; None where nothing follows from it."""
    raw = event.esp_event if isinstance(event.esp_event, dict) else {}
    is_refusal = event.event_type in {EventType.BOUNCED, EventType.REJECTED} or raw.get("Type") == SPAM_FILTER
    if not is_refusal:
        return KINDS.get(event.event_type)
    if event.reject_reason == RejectReason.UNSUBSCRIBED:
        return Kind.UNSUBSCRIBED
    for said in (event.mta_response, event.description, raw.get("reason")):
        if told := mail_answers.meaning(str(said or "")):
            return Kind(told)
    reasons = REJECTED if event.event_type == EventType.REJECTED else BOUNCED
    return reasons.get(event.reject_reason, Kind.SOFT)


def _message_of(event):
    """Our message, by the Message-ID that we gave the provider with it; anything else names none."""
    name = str((event.metadata or {}).get("message_id") or event.message_id or "")
    return tokens.read(tokens.Use.MESSAGE_ID, name.strip("<>").partition("@")[0])
