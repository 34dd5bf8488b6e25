"""Sending what the outbox holds. Add workers to send faster; kill any of them at any moment and nothing is lost."""

import logging
import secrets
import time
from collections.abc import Callable

from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from network.alerts import bounces, breaker, outbox, tokens, transport
from network.alerts.contents import Batch, NotSent
from network.alerts.letters import compose
from network.alerts.models import MailEvent, State

logger = logging.getLogger(__name__)

# Seconds for which one task sends before it makes room for others; well below the time limit of tasks.
SHIFT = 45
# Seconds until the next attempt when the server cannot be reached at all.
LINE_PAUSE = 60
STANDINGS = {"stopped": "unsubscribed before it left", "suppressed": "the address is suppressed"}


def send(seconds: float = SHIFT, call_colleague: Callable[[], object] | None = None) -> int:
    """Send messages for at most `seconds`; return how many were taken in hand.

    `call_colleague` is called once when the first claim is full, so that more than one sends where much waits.
    """
    owner, until, taken, pause = secrets.token_hex(8), time.monotonic() + seconds, 0, 0
    outbox.reap()
    try:
        with transport.connect() as line:
            while time.monotonic() < until and breaker.allows() and (messages := outbox.claim(owner)):
                if call_colleague and not taken and len(messages) == outbox.BATCH:
                    call_colleague()
                taken += len(messages)
                breaker.watch({message.run_id for message in messages})
                if not _deliver_all(line, messages, owner, until):
                    pause = LINE_PAUSE
                    break
    finally:
        outbox.release(owner, pause)
    if taken:
        logger.info("%d messages taken in hand", taken)
    return taken


def _deliver_all(line, messages, owner, until) -> bool:
    """Send `messages` and note how each ended, whatever happens to one; False when the server cannot be reached."""
    batch, has_lost_line = Batch(messages), False
    for message in messages:
        if time.monotonic() > until:
            return True
        try:
            _deliver(line, message, batch, owner)
            has_lost_line = False
        except transport.LineLost as error:
            # Once it may be this letter that breaks the line, and counts; twice in a row it is the server.
            is_server = has_lost_line or isinstance(error, transport.Unreachable)
            reason = f"the server could not be reached: {error}"
            outbox.postpone(message, owner, reason, LINE_PAUSE if is_server else None, forgiven=is_server)
            if is_server:
                return False
            has_lost_line = True
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            logger.exception("Message %s cannot be sent.", message.pk)
            line.abandon()
            outbox.postpone(message, owner, "it could not be sent; see the log", was_refused=False)
    return True


def _deliver(line, message, batch, owner):
    """Send one message and note how it ended. Raises LineLost where nobody took it, and anything where it is amiss."""
    if message.attempts > outbox.MOST_ATTEMPTS:
        outbox.settle(message, owner, State.FAILED, message.reason or "given up after too many attempts")
        return
    if (quiet := message.subscriber and message.subscriber.quiet_until) and quiet > timezone.now():
        wait = (quiet - timezone.now()).total_seconds()
        outbox.postpone(message, owner, "waits for a mailbox that was full", wait, forgiven=True)
        return
    try:
        text = compose(message, batch)
    except NotSent as reason:
        outbox.settle(message, owner, State.SKIPPED, str(reason))
        return
    digests = tokens.digests(text.recipient)
    try:
        line.begin(text)
        if outbox.may_leave(message, owner, text, digests):
            line.finish(text)
            outbox.settle(message, owner, State.SENT)
        else:
            line.abandon()
            _note_standing(message, owner, digests)
    except transport.Refused as refusal:
        _note_refusal(message, owner, refusal, digests[0])
    except transport.CannotBeSent as error:
        outbox.postpone(message, owner, f"it could not be sent: {error}")
    except transport.NoAnswer as error:
        outbox.settle(message, owner, State.IN_DOUBT, f"no answer: {error}")


def _note_standing(message, owner, digests):
    """The last look said no: end the message, or put it back to be looked at, or made, anew."""
    standing = outbox.standing(message, owner, digests)
    if standing in STANDINGS:
        outbox.settle(message, owner, State.SKIPPED, STANDINGS[standing])
    elif standing == "held":
        outbox.postpone(message, owner, "held", 0, forgiven=True)
    elif standing == "changed":
        outbox.postpone(message, owner, "something in it was changed or hidden meanwhile", 0)


def _note_refusal(message, owner, refusal, digest):
    if refusal.is_temporary:
        outbox.postpone(message, owner, str(refusal))
        return
    kind = MailEvent.Kind(refusal.meaning)
    if outbox.settle(message, owner, State.FAILED, str(refusal), bounces.FEEDBACK[kind]):
        bounces.follow_from(kind, message.subscriber, digest)
