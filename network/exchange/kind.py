"""Offers and requests, as whatever kinds share knows them."""

from django.utils.translation import gettext_lazy as _

from experts import contributing
from experts.models import Profile
from network.catalogue import vocabulary
from network.catalogue.centres import CENTRE
from network.catalogue.dimensions import Dimension
from network.catalogue.kinds import Contribution, Home, Kind, Newsletter, Selection, register
from network.catalogue.orders import CLOSING, NEWEST_OPEN, TITLE
from network.exchange.answers.actions import actions_for
from network.exchange.choices import Direction, Recipient
from network.exchange.jsonld import offer_or_demand
from network.exchange.matches import KINDS, matches_for
from network.exchange.models import Opportunity
from network.exchange.responding import usually_answers
from network.moderation.beside import says_beside
from network.verification.filing import ENDORSED

OPEN = (("open", ("open",)),)


def _page_context(request, card):
    actions = actions_for(request, card)
    may_invite = actions["is_open"] and "own_answers" in actions
    return (
        contributing.page_context(request, card)
        | actions
        | {
            "matches": matches_for(card.key, card.audience, request.user, with_experts=may_invite),
            "may_invite": may_invite,
        }
    )


register(
    Kind(
        code=Opportunity.KIND,
        model=Opportunity,
        label=_("Offers and requests"),
        singular=_("Offer or request"),
        place=15,
        place_in_letters=15,
        path="exchange/",
        facets=(
            "open",
            "direction",
            "modality",
            "for",
            "recipient",
            "pillar",
            "topic",
            "region",
            "country",
            "language",
            "endorsed",
            "centre",
        ),
        dimensions=(
            Dimension(code="direction", label=_("Offer or request"), names=lambda: dict(Direction.choices)),
            Dimension(
                code="for",
                label=_("For which region"),
                phrase=_("for %(values)s"),
                names=lambda: dict(vocabulary.choices("region")),
            ),
            Dimension(
                code="recipient", label=_("For whom"), phrase=_("for %(values)s"), names=lambda: dict(Recipient.choices)
            ),
            ENDORSED,
            CENTRE,
        ),
        orders=(NEWEST_OPEN, CLOSING, TITLE),
        is_person=False,
        is_introduced=True,
        is_syndicated=True,
        contribution=Contribution(label=_("Make an offer or a request"), address_name="opportunity-new"),
        json_ld=offer_or_demand,
        matched_with=KINDS,
        page_context=_page_context,
        list_template="exchange/opportunity_list.html",
        page_actions_template="exchange/_page_actions.html",
        own_actions_template="exchange/_own_actions.html",
        review_template="exchange/_due_diligence.html",
        newsletter=Newsletter(heading=_("New offers and requests"), selection=Selection.NEW_AND_OPEN),
        home=Home(
            title=_("New offers and requests"),
            more=_("See all offers and requests"),
            limit=4,
            filters=OPEN,
            is_counted=True,
        ),
        counted_by=OPEN,
        counted_label=_("Open offers and requests"),
    )
)


@says_beside(Profile.KIND)
def _usually_answers(card):
    """How soon the expert usually answers, to members."""
    return usually_answers(card.key, card.audience)
