"""The mail that comes in at our own addresses: bounces, complaints, requests to unsubscribe. Nothing is ever answered.

Bounces (RFC 3464) and complaints (RFC 5965) are stored as events; `bounces` draws the consequences.
"""

import logging

from network.alerts import bounces, subscribing, tokens
from network.alerts.models import MailEvent, Subscriber
from network.alerts.reports import Mail, Outcome

logger = logging.getLogger(__name__)

IGNORED = "ignored"


def receive(raw: bytes, recipient: str = "") -> str:
    """Read a message (bytes) that came to one of our own addresses; return what it was taken for.

    `recipient` is the address of the envelope, where the mail server tells it. What is neither a bounce, a complaint
    nor a request to unsubscribe is ignored, and nothing is ever answered (RFC 3834 §2). Raises for trouble of our own
    only, such as a database that is down: then the mail should be handed over once more.
    """
    try:
        mail = Mail(raw, recipient)
        number, is_complaint = mail.message_number(), mail.is_complaint()
        report = mail.report()
        if report is None and mail.numbers("b", tokens.Use.BOUNCE):
            report = mail.report_in_words()
        stops = [] if mail.is_automatic else mail.numbers("u", tokens.Use.STOP)
    except Exception:
        # Whatever was sent to us: an error here would make the mail server bounce it.
        logger.exception("A mail that came in cannot be read.")
        return IGNORED
    if is_complaint is not None:
        return _complaint(number) if is_complaint and number else IGNORED
    if report is not None:
        return _bounce(number, report) if number else IGNORED
    return _unsubscribe(stops)


def _complaint(number):
    bounces.record("complaint", MailEvent.Kind.COMPLAINT, message_id=number)
    return "complaint"


def _bounce(number, report):
    if report.outcome is Outcome.DELAYED:
        return IGNORED
    if report.outcome is Outcome.DELIVERED:
        kind = MailEvent.Kind.DELIVERED
    else:
        kind = MailEvent.Kind(report.meaning) if report.meaning else MailEvent.Kind.SOFT
    bounces.record("bounce", kind, message_id=number, event_id=f"{number}:{kind}", detail=report.detail)
    return "bounce"


def _unsubscribe(numbers):
    subscriber = Subscriber.objects.filter(pk__in=numbers).first()
    if subscriber is None:
        return IGNORED
    subscribing.stop(subscriber)
    return "unsubscribed"
