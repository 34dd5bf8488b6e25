"""The line to the mail server: our own SMTP exchange, kept open, or whatever Django backend is set.

Every transport has the same three steps, between which the sender takes its last look: `begin` makes the text and names
sender and recipient, `finish` hands over the text, `abandon` gives the message up in between. A server that cannot be
reached raises `Unreachable`, one that says no `Refused`; a line that breaks before the text was handed over raises
`LineLost`, and one that breaks after it `NoAnswer`. Any other exception of `begin` is the letter's own.
"""

import smtplib
from email.utils import format_datetime
from enum import Enum
from typing import Any

from anymail.exceptions import AnymailRecipientsRefused
from anymail.message import AnymailMessage
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from network import mail_answers
from network.alerts.letters import Letter
from network.alerts.mime import as_bytes
from network.mail_answers import Meaning

SMTP_BACKENDS = {"django.core.mail.backends.smtp.EmailBackend", "network.smtp.EmailBackend"}
# The server closes the line (RFC 5321 §3.8).
GOOD_BYE = 421
# What a provider's API answers while it is overloaded, or our key is wrong: nothing is amiss with the letter.
NOT_THE_LETTER = {401, 403, 408, 429}


class Stage(Enum):
    """What the server was asked to take when it said no."""

    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    TEXT = "DATA"


class Refused(Exception):
    """The server said no, with certainty: `code` and `text` of its reply (RFC 5321 §4.2, RFC 3463)."""

    def __init__(self, code: int, text: bytes | str, stage: Stage = Stage.RECIPIENT):
        self.code, self.stage = code, stage
        self.text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        super().__init__(f"{code} {self.text}")

    @property
    def is_temporary(self) -> bool:
        """Whether a later attempt may succeed."""
        return 400 <= self.code < 500

    @property
    def meaning(self) -> Meaning:
        """What a final refusal means for the recipient; who is refused as sender learns nothing about them."""
        if self.stage is Stage.SENDER:
            return Meaning.POLICY
        unclear = Meaning.FOR_NOW if self.stage is Stage.RECIPIENT else Meaning.POLICY
        return mail_answers.meaning(str(self)) or unclear


class LineLost(Exception):
    """The line broke, and the message is certainly not sent."""


class Unreachable(LineLost):
    """There is no line, whichever message is to be sent."""


class NoAnswer(Exception):
    """The text was handed over, and nobody knows whether it was accepted."""


class CannotBeSent(Exception):
    """What the line takes cannot be made of the letter; it is certainly not sent."""


def connect() -> "Smtp | Backend":
    """The transport that the settings ask for, to be used as a context manager."""
    if settings.EMAIL_BACKEND in SMTP_BACKENDS:
        return Smtp(settings.BULK_EMAIL)
    return Backend()


class Smtp:
    """One SMTP connection, opened by Django's backend when first needed and again after it was lost."""

    def __init__(self, server: dict[str, Any]):
        self.data = b""
        self.backend = SmtpBackend(
            host=server["EMAIL_HOST"],
            port=server["EMAIL_PORT"] or 25,
            username=server["EMAIL_HOST_USER"] or "",
            password=server["EMAIL_HOST_PASSWORD"] or "",
            use_tls=server.get("EMAIL_USE_TLS", False),
            use_ssl=server.get("EMAIL_USE_SSL", False),
            timeout=settings.MAIL_TIMEOUT_SECONDS,
        )

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.backend.fail_silently = True
        self.backend.close()

    def begin(self, letter: Letter) -> None:
        """Make the text, open the line if need be, name sender and recipient."""
        self.data = as_bytes(letter)
        is_kept = self.line is not None
        try:
            self._name(letter)
        except LineLost:
            if not is_kept:
                raise
            # Servers close a line that was idle, or served as many letters as they allow on one: no fault of this one.
            self._name(letter)

    def _name(self, letter):
        self._open()
        try:
            _expect_yes(self.line.mail(letter.return_path, self._options(letter)), Stage.SENDER)
            _expect_yes(self.line.rcpt(letter.recipient), Stage.RECIPIENT)
        except Refused:
            self.abandon()
            raise
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise LineLost(str(error)) from error

    def finish(self, letter: Letter) -> None:
        """Hand over the text. Raises Refused when the server will not have it, NoAnswer when the line breaks."""
        try:
            _expect_yes(self.line.data(self.data), Stage.TEXT)
        except Refused as refusal:
            if refusal.code == GOOD_BYE:
                self._hang_up()
            raise
        except smtplib.SMTPDataError as error:  # DATA itself was refused
            self.abandon()
            raise Refused(error.smtp_code, error.smtp_error, Stage.TEXT) from error
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise NoAnswer(str(error)) from error

    def abandon(self) -> None:
        """Give up the message that was begun."""
        if self.line is None:
            return
        try:
            self.line.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    @property
    def line(self) -> Any:
        """The connection of the backend."""
        return self.backend.connection

    def _open(self):
        """Connect, with TLS and sign-in as the settings ask, and greet: RFC 5321 §4.1.4 asks for EHLO before MAIL."""
        try:
            self.backend.open()
            self.line.ehlo_or_helo_if_needed()
        except Exception as error:  # certificates, sign-in, names of hosts: none of them is the letter's
            self._hang_up()
            raise Unreachable(str(error)) from error

    def _options(self, letter):
        """What MAIL asks for: SMTPUTF8 (RFC 6531) where the recipient's address needs it."""
        if letter.recipient.isascii():
            return ()
        if not self.line.has_extn("smtputf8"):
            raise Refused(553, "5.6.7 the server offers no SMTPUTF8, which the address needs", Stage.TEXT)
        return ("SMTPUTF8", "BODY=8BITMIME")

    def _hang_up(self):
        if self.line:
            self.line.close()
            self.backend.connection = None


def _expect_yes(reply, stage):
    """Raise Refused for a no; the server's good-bye, and whatever is no answer, mean that the line is gone.

    After the text a good-bye is an answer like any other: the text was not taken.
    """
    code, text = reply
    if code // 100 == 2:
        return
    if code < 400 or (code == GOOD_BYE and stage is not Stage.TEXT):
        raise smtplib.SMTPServerDisconnected(f"{code} {text!r}")
    raise Refused(code, text, stage)


class Backend:
    """Any of Django's mail backends: the demonstration's mailbox, or a provider's API through django-anymail."""

    def __enter__(self):
        self.connection = get_connection(timeout=settings.MAIL_TIMEOUT_SECONDS)
        return self

    def __exit__(self, *exception):
        self.connection.close()

    def begin(self, letter: Letter) -> None:
        """Make the message and open the line; nothing is said before the text."""
        self.email = as_email(letter)
        self.email.message().as_bytes()  # raises for what cannot be written
        try:
            self.connection.open()
        except Exception as error:  # whatever the provider's client raises
            raise Unreachable(str(error)) from error

    def finish(self, letter: Letter) -> None:
        """Hand over the whole message."""
        try:
            self.connection.send_messages([self.email])
        except smtplib.SMTPRecipientsRefused as error:
            raise Refused(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPResponseException as error:
            stage = Stage.SENDER if isinstance(error, smtplib.SMTPSenderRefused) else Stage.TEXT
            raise Refused(error.smtp_code, error.smtp_error, stage) from error
        except AnymailRecipientsRefused as error:
            raise Refused(550, str(error)[:200]) from error
        except (ValueError, TypeError) as error:  # what the provider's client cannot express
            raise CannotBeSent(str(error)) from error
        except Exception as error:  # backends raise whatever their provider's client does
            if status := getattr(error, "status_code", None):
                code = 450 if status in NOT_THE_LETTER or status >= 500 else 550
                raise Refused(code, str(error)[:200], Stage.TEXT) from error
            raise NoAnswer(str(error)) from error

    def abandon(self) -> None:
        """Nothing was said yet."""


def as_email(letter: Letter) -> EmailMultiAlternatives:
    """The letter as one of Django's messages, for backends that are no SMTP lines."""
    headers = {name: value.replace("\r\n", "") for name, value in letter.headers}
    message = AnymailMessage(
        subject=letter.subject,
        body=letter.text,
        to=[letter.recipient],
        headers={"Message-ID": letter.message_id, "Date": format_datetime(letter.date), **headers},
        # For providers: our name for the message, the way back, and that nobody is to be tracked.
        metadata={"message_id": letter.message_id},
        envelope_sender=letter.return_path,
        track_opens=False,
        track_clicks=False,
    )
    message.attach_alternative(letter.html, "text/html")
    return message
