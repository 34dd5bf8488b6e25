"""What is kept of inquiries."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import eraser, register
from network.contact.models import Inquiry

register(
    Inquiry,
    "user",
    exported=["subject", "text", "page", "received_at", "answer", "ended_at"],
    erased=_("deleted"),
    period=_("one year after the answer"),
)


@eraser
def erase_inquiries(user, take_down):
    """Delete what `user` asked while signed in."""
    Inquiry.objects.filter(user=user).delete()
