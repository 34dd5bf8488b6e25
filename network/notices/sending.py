"""Sending the notices that are due. Whatever goes wrong with one is a counted attempt of that one."""

import logging
import secrets
import smtplib
import time
from contextlib import suppress

from django.core.mail import get_connection

from network.notices import letters, outbox
from network.notices.models import Reason, State

logger = logging.getLogger(__name__)

# Seconds for which one task sends before it makes room for others; well below the time limit of tasks.
SHIFT = 45


def send(seconds: float = SHIFT) -> int:
    """Send notices for at most `seconds`, or until the server cannot be reached; return how many were tried."""
    owner, until, tried = secrets.token_hex(8), time.monotonic() + seconds, 0
    line = get_connection()
    try:
        while numbers := outbox.claim(owner):
            for number in numbers:
                if time.monotonic() > until:
                    return tried
                tried += 1
                notice = outbox.find_held(owner, number)
                if notice and not _deliver(line, notice):
                    return tried
        return tried
    finally:
        outbox.release(owner)
        _hang_up(line)


def _deliver(line, notice) -> bool:
    """Send one notice and note what came of it; False when the server cannot be reached."""
    if notice.user and not notice.user.is_active:
        outbox.end(notice, State.SKIPPED, Reason.INACTIVE)
        return True
    try:
        message = letters.message(notice)
    except Exception:
        logger.exception("%s of kind %s cannot be made.", notice, notice.kind)
        outbox.postpone(notice, Reason.NOT_MADE)
        return True
    if message is None:
        outbox.end(notice, State.SKIPPED, Reason.POINTLESS)
        return True
    return _hand_over(line, notice, message)


def _hand_over(line, notice, message) -> bool:
    try:
        line.open()
    except Exception as error:  # whatever the backend's client raises
        _note(notice, Reason.UNREACHABLE, error)
        return False
    try:
        line.send_messages([message])
    except Exception as error:
        _note(notice, _reason(error), error)
        _hang_up(line)
    else:
        outbox.end(notice, State.SENT)
    return True


def _reason(error) -> Reason:
    """What an exception of a mail backend means. Only a recipient who is refused for good is (RFC 5321 §4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        is_permanent = all(code >= 500 for code, _reply in error.recipients.values())
        return Reason.REFUSED if is_permanent else Reason.DEFERRED
    if isinstance(error, UnicodeError | ValueError):
        return Reason.NOT_MADE
    if isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(error, smtplib.SMTPException):
        return Reason.LINE_LOST
    return Reason.DEFERRED


def _note(notice, reason, error):
    logger.warning("%s of kind %s did not leave: %s (%s).", notice, notice.kind, reason, type(error).__name__)
    if reason == Reason.REFUSED:
        outbox.end(notice, State.FAILED, reason)
    else:
        outbox.postpone(notice, reason)


def _hang_up(line):
    with suppress(Exception):
        line.close()
