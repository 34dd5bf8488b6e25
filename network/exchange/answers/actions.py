"""What the page of an offer or a request lets its reader do about answers."""

from django.urls import reverse

from experts.models import Profile
from network.catalogue.cards import Card
from network.exchange import answering
from network.exchange.models import Answer, Opportunity


def actions_for(request, card: Card) -> dict:
    """The context of `exchange/_page_actions.html` for whoever asks, perhaps nobody who is known."""
    opportunity = Opportunity.objects.published().select_related("author").get(key=card.key)
    context = {"is_open": answering.takes_answers(opportunity, card)}
    if not request.user.is_authenticated:
        return context
    if opportunity.author_id == request.user.pk:
        return context | {"own_answers": reverse("opportunity-answers", args=[card.key])}
    if going_on := Answer.objects.filter(opportunity=opportunity, member=request.user).going_on().first():
        return context | {"own_answer": reverse("answer", args=[going_on.key])}
    return context | {"may_answer": Profile.is_published_by(request.user)}
