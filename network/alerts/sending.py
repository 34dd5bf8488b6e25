"""Sending what the outbox holds. Add workers to send faster; kill any of them at any moment and nothing is lost."""

import logging
import secrets
import time

from django.utils import timezone

from network.alerts import bounces, breaker, outbox, tokens, transport
from network.alerts.contents import Batch, NotSent
from network.alerts.letters import letter
from network.alerts.models import MailEvent, Message, State

logger = logging.getLogger(__name__)

# Seconds for which one task sends before it makes room for others; well below the time limit of tasks.
SHIFT = 45
# Seconds until the next attempt when the server cannot be reached at all.
LINE_PAUSE = 60
STANDINGS = {"stopped": "unsubscribed before it left", "suppressed": "the address is suppressed"}


def send(seconds=SHIFT, call_colleague=None) -> int:
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
                batch = Batch(messages)
                if not all(_deliver(line, message, batch, owner) for message in messages):
                    pause = LINE_PAUSE
                    break
    finally:
        outbox.release(owner, pause)
    if taken:
        logger.info("%d messages taken in hand", taken)
    return taken


def _deliver(line, message, batch, owner) -> bool:
    """Send one message and note how it ended; False when the server cannot be reached."""
    if message.attempts > outbox.MOST_ATTEMPTS:
        outbox.settle(message, owner, State.FAILED, message.reason or "given up after too many attempts")
        return True
    try:
        text = letter(message, batch)
    except NotSent as reason:
        outbox.settle(message, owner, State.SKIPPED, str(reason))
        return True
    except Exception:
        # One letter that cannot be made must not hold up the others; attempts are counted, so it ends as failed.
        logger.exception("Message %s cannot be made.", message.pk)
        outbox.postpone(message, owner, "it could not be made; see the log")
        return True
    if (quiet := message.subscriber.quiet_until) and quiet > timezone.now():
        wait = (quiet - timezone.now()).total_seconds()
        outbox.postpone(message, owner, "waits for a mailbox that was full", wait, forgiven=True)
        return True
    return _hand_over(line, message, text, owner)


def _hand_over(line, message, text, owner) -> bool:
    digests = tokens.digests(text.recipient)
    try:
        line.begin(text)
        if not outbox.may_leave(message, owner, text, digests):
            line.abandon()
            _note_standing(message, owner, digests)
            return True
        line.finish(text)
    except transport.LineLost as error:
        outbox.postpone(message, owner, f"the server could not be reached: {error}", LINE_PAUSE, forgiven=True)
        return False
    except transport.Refused as refusal:
        _note_refusal(message, owner, refusal, text.recipient)
        return True
    except transport.NoAnswer as error:
        outbox.settle(message, owner, State.IN_DOUBT, f"no answer: {error}")
        return True
    outbox.settle(message, owner, State.SENT)
    return True


def _note_standing(message, owner, digests):
    """The last look said no: end the message, or put it back to be looked at, or made, anew."""
    standing = outbox.standing(message, owner, digests)
    if standing in STANDINGS:
        outbox.settle(message, owner, State.SKIPPED, STANDINGS[standing])
    elif standing == "held":
        outbox.postpone(message, owner, "held", 0, forgiven=True)
    elif standing == "changed":
        outbox.postpone(message, owner, "something in it was changed or hidden meanwhile", 0)


def _note_refusal(message, owner, refusal, recipient):
    if refusal.is_temporary:
        outbox.postpone(message, owner, str(refusal))
        return
    feedback = Message.Feedback.BLOCKED if refusal.is_policy else Message.Feedback.BOUNCED
    if outbox.settle(message, owner, State.FAILED, str(refusal), feedback) and refusal.is_bad_address:
        bounces.suppress(recipient, MailEvent.Kind.HARD)
