"""The letter that says that there is a message, without message or name: mail is read over shoulders."""

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from network.mail import letter_to


@transaction.atomic
def notify(pk):
    """Write to whom writing `pk` is for, in their language, unless they read it already; do nothing a second time."""
    writings = apps.get_model("relay", "Writing").objects.select_related("conversation", "author")
    writing = writings.select_for_update(of=("self",)).filter(pk=pk, notified_at__isnull=True).first()
    if writing is None:
        return
    reader = writing.conversation.other_side(writing.author)
    if reader.is_active and writing.read_at is None:
        with translation.override(reader.language):
            letter(writing.conversation, reader).send()
    writing.notified_at = timezone.now()
    writing.save(update_fields=["notified_at"])


def letter(conversation, reader) -> EmailMessage:
    """The letter to `reader` in the current language, not sent yet."""
    address = settings.ORIGIN + reverse("conversation", args=[conversation.key])
    return letter_to(reader, _("You have a message"), "relay/emails/message.txt", {"address": address})
