"""What waits for a member among offers, requests and exchanges."""

from django.urls import reverse
from django.utils.translation import ngettext

from network.accounts.my_page import Waiting, waits
from network.exchange.models import Answer


@waits(place=12)
def answers(user):
    """How many answers and invitations wait for the user's decision."""
    count = Answer.objects.waiting_for(user).count()
    if count:
        text = ngettext(
            "Decide about %(count)d answer or invitation", "Decide about %(count)d answers or invitations", count
        )
        yield Waiting(text % {"count": count}, reverse("exchanges"))
