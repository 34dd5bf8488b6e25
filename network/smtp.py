"""Django's SMTP backend, for addresses with letters beyond ASCII before the @ sign too (RFC 6531; MAIL_SMTPUTF8).

Django writes such a name as an encoded word, which makes it another address.
"""

import smtplib

from django.core.mail.backends import smtp
from django.core.mail.message import sanitize_address


class EmailBackend(smtp.EmailBackend):
    """Sends what is ASCII as Django does, and the rest as it is."""

    def _send(self, email_message):
        recipients = email_message.recipients()
        if all(address.isascii() for address in recipients):
            return super()._send(email_message)
        message = email_message.message()
        del message["To"]
        head = f"To: {', '.join(email_message.to)}\r\n".encode()
        try:
            # Raises SMTPNotSupportedError where the server offers no SMTPUTF8.
            self.connection.sendmail(
                sanitize_address(email_message.from_email, "utf-8"),
                recipients,
                head + message.as_bytes(linesep="\r\n"),
                mail_options=["SMTPUTF8", "BODY=8BITMIME"],
            )
        except smtplib.SMTPException:
            if not self.fail_silently:
                raise
            return False
        return True
