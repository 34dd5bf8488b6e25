"""What the public page of a record asks for."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from network.catalogue.audiences import Audience
from network.catalogue.people import card_for


def card_or_404(request, model, slug):
    """The card of the published `model` record at `slug` for whoever asks. Hidden and missing are the same Http404.

    Raises `reading.Spent` when they read more profiles than a person does in a day.
    """
    card = get_object_or_404(model.objects.published(), slug=slug).card(Audience.of(request.user))
    if card is None:
        raise Http404
    return card_for(request.user, card)
