"""What waits for a member among messages."""

from django.urls import reverse
from django.utils.translation import ngettext

from network.accounts.my_page import Waiting, waits
from network.relay.models import Writing


@waits(place=10)
def unread_messages(user):
    """How many messages the user has not read."""
    count = Writing.objects.unread_by(user).count()
    if count:
        text = ngettext("Read %(count)d new message", "Read %(count)d new messages", count) % {"count": count}
        yield Waiting(text, reverse("inbox"))
