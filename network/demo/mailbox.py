"""Mail of the demonstration: kept as files, read on a page. No message of it ever leaves the machine."""

import email
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

FOLDER = settings.VAR_DIR / "mail"
SHOWN = 100


class EmailBackend(BaseEmailBackend):
    """Writes each message into a file of its own, named by time so that the newest sorts last."""

    def send_messages(self, messages):
        """Keep `messages` and return how many."""
        FOLDER.mkdir(exist_ok=True)
        for message in messages:
            name = f"{datetime.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}.eml"  # noqa: DTZ005 - local time sorts too
            (FOLDER / name).write_bytes(message.message().as_bytes())
        return len(messages)


@dataclass(frozen=True)
class Letter:
    """One message, as the mailbox page shows it. `html` is None for a message in plain text only."""

    name: str
    subject: str
    sender: str
    recipient: str
    sent_at: str
    text: str
    html: str | None
    headers: tuple


def letters() -> list[Letter]:
    """The newest messages, the last one first."""
    files = sorted(FOLDER.glob("*.eml"), reverse=True)[:SHOWN] if FOLDER.exists() else []
    return [_letter(file) for file in files]


def letter(name) -> Letter | None:
    """The message kept as `name`, or None."""
    file = FOLDER / Path(name).name
    return _letter(file) if file.suffix == ".eml" and file.exists() else None


def _letter(file):
    message: EmailMessage = email.message_from_bytes(file.read_bytes(), policy=default)
    text, html = message.get_body(["plain"]), message.get_body(["html"])
    return Letter(
        name=file.name,
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        recipient=_header(message, "To"),
        sent_at=_header(message, "Date"),
        text=text.get_content() if text else "",
        html=html.get_content() if html else None,
        headers=tuple(message.raw_items()),
    )


def _header(message, name):
    """The header `name`, as it stands in the file where it cannot be read: one message must not hide the others."""
    try:
        return message[name] or ""
    except ValueError:
        return dict(message.raw_items()).get(name, "")
