"""What waits for a member among offers, requests and exchanges."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.accounts.models import User
from network.accounts.my_page import Panel, Waiting, panel, waits
from network.exchange.agreements.shown import address_of
from network.exchange.matches import own_matches
from network.exchange.models import Answer, Evaluation, Exchange, FollowUp, Proposal

# Of each sort; the rest stands in the list of exchanges.
MOST = 5
# Offers and requests of the reader whose matches are shown; all stand on the page of each.
MOST_MATCHED = 3


@waits(place=12)
def answers(user):
    """How many answers and invitations wait for the user's decision."""
    count = Answer.objects.waiting_for(user).count()
    if count:
        text = ngettext(
            "Decide about %(count)d answer or invitation", "Decide about %(count)d answers or invitations", count
        )
        yield Waiting(text % {"count": count}, reverse("exchanges"))


@waits(place=13)
def steps(user):
    """What the other side proposes, and what came of an exchange that is done."""
    going_on = Exchange.objects.of(user).open()
    for proposal in Proposal.objects.open().filter(exchange__in=going_on).select_related("exchange__answer"):
        if proposal.by != proposal.exchange.side_of(user):
            yield Waiting(_("Confirm or decline a step of an exchange"), address_of(proposal.exchange))
    for model in (Evaluation, FollowUp):
        for statement in model.objects.waiting().of(user).select_related("exchange")[:MOST]:
            yield Waiting(_("Say what came of an exchange"), address_of(statement.exchange))


@panel(place=9)
def matches(reader: User) -> Panel | None:
    """What fits the reader's own offers and requests."""
    found = own_matches(reader, MOST_MATCHED) if reader.is_member else []
    return Panel("exchange/_own_matches.html", {"found": found}) if found else None
