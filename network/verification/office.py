"""Focal points as a side of a conversation: members write to the focal point of a country, and learn no name."""

from django.utils.translation import gettext, gettext_lazy

from network.catalogue import vocabulary
from network.relay import offices
from network.verification.models import FocalPoint


def is_held_by(country, user) -> bool:
    """Whether `user` speaks for `country` now."""
    return FocalPoint.objects.in_force().filter(country=country, user=user).exists()


def name(country) -> str:
    """What everybody may call the focal point of `country`."""
    return gettext("Focal point of %(country)s") % {"country": vocabulary.label("country", country)}


OFFICE = offices.Office(
    type="focal-point",
    is_held_by=is_held_by,
    name=name,
    why=gettext_lazy("You get this email because you are the focal point of a country in the network."),
)


def holders(country, *, other_than):
    """Who are written to as the focal point of `country`, the first to be appointed first; without `other_than`."""
    speaking = FocalPoint.objects.in_force().filter(country=country).exclude(user=other_than)
    return [mandate.user for mandate in speaking.order_by("pk").select_related("user")]
