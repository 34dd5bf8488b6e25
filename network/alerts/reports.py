"""Reading what mail servers and readers send back: which message of ours it is about, and what it says of it.

Nothing here trusts the shape of a mail. A report is known by its machine-readable part wherever that stands, or, where
there is none, by the wording of the servers that flufl.bounce knows; its subject, by a token that we signed.
"""

import base64
import binascii
import contextlib
import logging
import quopri
import re
from email import message_from_bytes
from email.message import Message
from enum import Enum
from typing import NamedTuple

from flufl.bounce import all_failures

from network import mail_answers
from network.alerts import tokens
from network.alerts.tokens import Use
from network.mail_answers import Meaning

logger = logging.getLogger(__name__)

STATUS_PARTS = {"message/delivery-status", "message/global-delivery-status"}
# RFC 5965 §7.3, RFC 6430, RFC 6591: reports that no reader made, or that take one back.
NO_COMPLAINTS = {"not-spam", "auth-failure", "virus"}
TAGGED = re.compile(rf"\b([bu])\+({tokens.FORM.pattern})(?=[@=])", re.IGNORECASE)
NAMED = re.compile(rf"<({tokens.FORM.pattern})@", re.IGNORECASE)
FIELD = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)$")
# The line after which older servers put the message that came back.
COPY = re.compile(r"^-{2,}.*\b(copy|original|below|return\w*)\b", re.IGNORECASE | re.MULTILINE)


class Outcome(Enum):
    """What a report says became of the message."""

    DELIVERED = "delivered"
    DELAYED = "delayed"
    FAILED = "failed"


class Failure(NamedTuple):
    """One report: its outcome, what a failure means (None where nothing tells), and the words of the server."""

    outcome: Outcome
    meaning: Meaning | None = None
    detail: str = ""


class Mail:
    """One mail that came in, `raw`; `recipient` is the address of its envelope, where the server tells it."""

    def __init__(self, raw: bytes, recipient: str = ""):
        self.raw = raw
        # The older policy of the standard library reads any header; the newer one raises for malformed ones.
        self.message = message_from_bytes(raw)
        self.parts = list(self.message.walk())
        headers = [value for name in ("Delivered-To", "X-Original-To", "To") for value in self._headers(name)]
        self.addressed_to = [match.groups() for text in (recipient, *headers) for match in TAGGED.finditer(text)]

    @property
    def is_automatic(self) -> bool:
        """Whether a program sent it (RFC 3834 §2)."""
        answers = [text.partition(";")[0].strip().lower() for text in self._headers("Auto-Submitted")]
        is_report = self.message.get_content_type() == "multipart/report" or self._find(STATUS_PARTS)
        return bool(is_report) or any(answer != "no" for answer in answers)

    def numbers(self, purpose: str, use: Use) -> list[int]:
        """The rows named by the genuine tokens of `purpose` ("b", "u") in the addresses that it came to."""
        found = (tokens.read(use, token) for letter, token in self.addressed_to if letter.lower() == purpose)
        return [number for number in found if number is not None]

    def message_number(self) -> int | None:
        """The message of ours that it is about: by the address it came to, or else by the copy that it holds."""
        if numbers := self.numbers("b", tokens.Use.BOUNCE):
            return numbers[0]
        text = "\n".join([self.raw.decode("utf-8", "replace"), *map(_text, self.parts)])
        found = [tokens.read(tokens.Use.BOUNCE, match[2]) for match in TAGGED.finditer(text)]
        found += [tokens.read(tokens.Use.MESSAGE_ID, match[1]) for match in NAMED.finditer(text)]
        return next((number for number in found if number is not None), None)

    def is_complaint(self) -> bool | None:
        """Whether a reader called it spam (RFC 5965); None where it is no feedback at all."""
        part = self._find({"message/feedback-report"})
        if part is None:
            return None
        types = [block["feedback-type"] for block in _blocks(part) if "feedback-type" in block]
        return not types or types[0].strip().lower() not in NO_COMPLAINTS

    def report(self) -> Failure | None:
        """What a mail server says of the delivery, in a part of its own; None where there is no such part."""
        part = self._find(STATUS_PARTS)
        return _read_status(_blocks(part)) if part is not None else None

    def report_in_words(self) -> Failure | None:
        """What a mail server says of the delivery in plain text, as qmail and old Exim do; None if it is no report."""
        try:
            delayed, failed = all_failures(self.message)
        except Exception:
            logger.exception("A mail that came back cannot be searched for a bounce.")
            return None
        if not failed:
            return Failure(Outcome.DELAYED) if delayed else None
        plain = next((part for part in self.parts if part.get_content_type() == "text/plain"), self.message)
        said = COPY.split(_text(plain), maxsplit=1)[0]
        return Failure(Outcome.FAILED, mail_answers.meaning(said))

    def _headers(self, name):
        return [str(value) for value in self.message.get_all(name, [])]

    def _find(self, types):
        return next((part for part in self.parts if part.get_content_type() in types), None)


def _read_status(blocks) -> Failure:
    """What the fields of a delivery status say (RFC 3464 §2.3), of one who was not reached if there is one."""
    outcomes = [(_outcome(block), block) for block in blocks if "action" in block or "status" in block]
    outcomes.sort(key=lambda pair: pair[0] is not Outcome.FAILED)
    outcome, block = outcomes[0] if outcomes else (Outcome.FAILED, {})
    status, diagnosis = block.get("status", ""), block.get("diagnostic-code", "")
    return Failure(outcome, mail_answers.meaning(diagnosis, status), f"{status} {diagnosis}".strip())


def _outcome(block) -> Outcome:
    words = block.get("action", "").lower().split()
    match words[0].strip(";,.") if words else "failed":
        case "delivered" | "relayed" | "expanded":
            return Outcome.DELIVERED
        case "delayed":
            return Outcome.DELAYED
        case _:
            return Outcome.FAILED


def _blocks(part) -> list[dict]:
    """The groups of fields in a machine-readable part, names in small letters."""
    blocks = []
    for group in re.split(r"\n[ \t]*\n", _fields_text(part).replace("\r\n", "\n")):
        lines = re.sub(r"\n[ \t]+", " ", group.strip("\n")).splitlines()
        fields = [match.groups() for line in lines if (match := FIELD.match(line))]
        if fields:
            blocks.append({name.lower(): value.strip() for name, value in reversed(fields)})
    return blocks


def _fields_text(part) -> str:
    """The text of a part of type message/…, which the parser has taken apart as if it were messages."""
    payload = part.get_payload()
    if isinstance(payload, str):
        text = payload
    else:
        text = "\n\n".join(
            "\n".join(f"{name}: {value}" for name, value in block.items()) + f"\n\n{_text(block)}" for block in payload
        )
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    data = text.encode("utf-8", "replace")
    if encoding == "base64":
        with contextlib.suppress(binascii.Error):
            data = base64.b64decode(data)
    elif encoding == "quoted-printable":
        data = quopri.decodestring(data)
    return data.decode("utf-8", "replace")


def _text(part: Message) -> str:
    """The text of a part that has no parts, in whatever character set it claims."""
    if part.is_multipart():
        return ""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(str(part.get_content_charset() or "utf-8"), "replace")
    except (LookupError, ValueError):  # no character set, or one that is no such thing
        return data.decode("utf-8", "replace")
