"""Letters to one person about what happens on the portal. Bulk mail is made by `network.alerts`."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def letter_to(reader, subject, template, context) -> EmailMessage:
    """A plain letter to the user `reader` in the current language, not sent yet; `template` makes its text.

    It asks for no automatic answer (RFC 3834 §5).
    """
    return EmailMessage(
        subject=str(subject),
        body=render_to_string(template, context).strip() + "\n",
        to=[reader.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
