"""The line to the mail server: our own SMTP exchange, kept open, or whatever Django backend is set.

Every transport has the same three steps, between which the sender takes its last look: `begin` names sender and
recipient, `finish` hands over the text, `abandon` gives the message up in between. Refusals raise `Refused`, a line
that breaks before the text was handed over raises `LineLost`, and one that breaks after it `NoAnswer`.
"""

import re
import smtplib
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from network.alerts.mime import as_bytes

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.\d{1,3}\b")


class Refused(Exception):
    """The server said no, with certainty: `code` and `text` of its reply (RFC 5321 §4.2, RFC 3463)."""

    def __init__(self, code, text):
        self.code = code
        self.text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        super().__init__(f"{code} {self.text}")

    @property
    def is_temporary(self):
        """Whether a later attempt may succeed."""
        return 400 <= self.code < 500

    @property
    def is_bad_address(self):
        """Whether the mailbox does not exist (5.1.x), so that nobody should write to it again."""
        found = ENHANCED.search(self.text)
        return not self.is_temporary and (found[2] == "1" if found else self.code in {550, 553})

    @property
    def is_policy(self):
        """Whether we are refused, not the recipient (5.7.x)."""
        found = ENHANCED.search(self.text)
        return bool(found) and found[1] == "5" and found[2] == "7"


class LineLost(Exception):
    """The line is gone and the message certainly not sent."""


class NoAnswer(Exception):
    """The text was handed over, and nobody knows whether it was accepted."""


def connect():
    """The transport that the settings ask for, to be used as a context manager."""
    if settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
        return Smtp(settings.BULK_EMAIL)
    return Backend()


class Smtp:
    """One SMTP connection, opened by Django's backend when first needed and again after it was lost."""

    def __init__(self, server):
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

    def begin(self, letter):
        """Open the line if need be; name sender and recipient."""
        try:
            self.backend.open()
            _expect(self.line.mail(letter.return_path), 250)
            _expect(self.line.rcpt(letter.recipient), 250, 251)
        except Refused:
            self.abandon()
            raise
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise LineLost(str(error)) from error

    def finish(self, letter):
        """Hand over the text. Raises Refused when the server will not have it, NoAnswer when the line breaks."""
        try:
            _expect(self.line.data(as_bytes(letter)), 250)
        except smtplib.SMTPDataError as error:  # DATA itself was refused
            self.abandon()
            raise Refused(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise NoAnswer(str(error)) from error

    def abandon(self):
        """Give up the message that was begun."""
        try:
            self.line.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    @property
    def line(self):
        """The connection of the backend."""
        return self.backend.connection

    def _hang_up(self):
        if self.line:
            self.line.close()
            self.backend.connection = None


def _expect(reply, *codes):
    """Raise Refused unless `reply` is one of `codes`; a reply that is none means that the line is gone."""
    code, text = reply
    if code == -1:
        raise smtplib.SMTPServerDisconnected(repr(text))
    if code not in codes:
        raise Refused(code, text)


class Backend:
    """Any of Django's mail backends: the demonstration's mailbox, or a provider's API through django-anymail."""

    def __enter__(self):
        self.connection = get_connection(timeout=settings.MAIL_TIMEOUT_SECONDS)
        self.connection.open()
        return self

    def __exit__(self, *exception):
        self.connection.close()

    def begin(self, letter):
        """Nothing is said before the text."""

    def finish(self, letter):
        """Hand over the whole message."""
        try:
            self.connection.send_messages([as_email(letter)])
        except smtplib.SMTPRecipientsRefused as error:
            raise Refused(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPResponseException as error:
            raise Refused(error.smtp_code, error.smtp_error) from error
        except Exception as error:  # backends raise whatever their provider's client does
            if status := getattr(error, "status_code", None):
                raise Refused(450 if status == 429 or status >= 500 else 550, str(error)[:200]) from error
            raise NoAnswer(str(error)) from error

    def abandon(self):
        """Nothing was said yet."""


def as_email(letter) -> EmailMultiAlternatives:
    """The letter as one of Django's messages, for backends that are no SMTP lines."""
    headers = {name: value.replace("\r\n", "") for name, value in letter.headers}
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.recipient],
        headers={"Message-ID": letter.message_id, "Date": format_datetime(letter.date), **headers},
    )
    message.attach_alternative(letter.html, "text/html")
    # What django-anymail reads: our name for the message, the way back, and that nobody is to be tracked.
    message.metadata = {"message_id": letter.message_id}
    message.envelope_sender = letter.return_path
    message.track_opens = message.track_clicks = False
    return message
