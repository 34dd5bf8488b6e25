"""What the logs and the mails about errors say: who did what and where it failed, never what anybody typed.

An address may hold a token, a message of an exception what was typed; so pages are named by their view, and of an
exception the type and the places in our code are kept (OWASP ASVS v5.0.0-16.2.5, -14.2.4).
"""

import hashlib
import json
import logging
import traceback
from contextlib import suppress
from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache

from network.celery import send

# What a line of the log may tell beside its message; given as `extra`.
TOLD = ("event", "user", "status_code")

# Seconds in which administrators hear once of errors of one kind at one place.
TOLD_AGAIN_AFTER = 3600


class SafeFormatter(logging.Formatter):
    """Plain lines with time, for a terminal."""

    def __init__(self):
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record):
        """The line of `record`, with the view in place of the address."""
        return super().format(_without_address(record))

    def formatException(self, exc_info):
        """Type and places, without values."""
        return places(exc_info)


class JsonFormatter(SafeFormatter):
    """One JSON object a line, for machines; line breaks in a message cannot forge another line."""

    def format(self, record):
        """The object of `record`: time (UTC, ISO 8601), level, logger, message, and what is known of TOLD."""
        record = _without_address(record)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in TOLD if getattr(record, name, None) is not None}
        if record.exc_info:
            line["exception"] = places(record.exc_info)
        return json.dumps(line, default=str)


class ErrorMail(logging.Handler):
    """Has a worker tell ADMINS that something failed, once an hour for each kind of failure.

    It tells no more about the request than the log, which has every line: where cache or broker are down as well, the
    log is all that there is. What is refused (status 4xx, of which Django logs wrong hosts as errors) is no failure.
    """

    def emit(self, record):
        """Ask for a letter with the line of the log; its subject names the exception."""
        is_refusal = record.name.startswith("django.security") or getattr(record, "status_code", 500) < 500
        if is_refusal or not settings.ADMINS:
            return
        name = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else record.name
        with suppress(Exception):
            key = f"error-mail:{hashlib.sha256(f'{name} {_place(record)}'.encode()).hexdigest()}"
            is_new = cache.add(key, True, TOLD_AGAIN_AFTER)
            letter = f"{record.levelname}: {name}", JsonFormatter().format(record)
            if is_new and not send("network.tasks.tell_admins", *letter):
                cache.delete(key)


def _place(record):
    """Where in the code it failed; for a line without an exception, where that was written."""
    if record.exc_info and record.exc_info[2]:
        return places(record.exc_info)
    return f"{record.pathname}:{record.lineno}"


def places(exc_info) -> str:
    """The type of an exception and the places that it passed, as lines."""
    kind, _value, frames = exc_info
    lines = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(frames)]
    return "\n".join([*lines, f"{kind.__module__}.{kind.__qualname__}" if kind else ""])


def _without_address(record):
    """A copy of `record` that names the view where Django would print the path of the request."""
    request = getattr(record, "request", None)
    if request is None:
        return record
    safe = logging.makeLogRecord(record.__dict__)
    # Only a user who was loaded already: asking for one may fail for the very reason that is being logged.
    match, user = getattr(request, "resolver_match", None), getattr(request, "_cached_user", None)
    status = getattr(record, "status_code", "")
    safe.msg, safe.args = f"{status} {request.method} {match.view_name if match else '?'}", ()
    safe.user = user.pk if user is not None else None
    # Formatters keep the text of an exception on the record that they were given.
    safe.exc_text = None
    return safe
