"""What waits for focal points."""

from django.urls import reverse
from django.utils.translation import ngettext

from network.accounts.my_page import Waiting, waits
from network.verification import endorsing
from network.verification.models import Consultation


@waits(place=15)
def consultations(user):
    """The contributions about which the user's country is asked."""
    count = endorsing.consultations_of(user).filter(outcome=Consultation.Outcome.OPEN).count()
    if count:
        text = ngettext(
            "Respond for your country: %(count)d contribution is waiting",
            "Respond for your country: %(count)d contributions are waiting",
            count,
        )
        yield Waiting(text % {"count": count}, reverse("my-countries"))
