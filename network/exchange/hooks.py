"""What offers and requests add to what all records do; named in `Opportunity.HOOKS`."""

from django.utils.translation import gettext as _

from experts.models.contributing import contributor
from network.catalogue.audiences import Audience
from network.catalogue.index import place_facets
from network.exchange.choices import Sensitivity
from network.moderation.slugs import give_slug
from network.verification.sectors import Sector, sector_of


def is_blind(opportunity, content):
    """Whether nobody is told who is behind it: the more discreet of what was approved and what the author wants now."""
    return opportunity.is_blind or content["is_blind"]


def hide_who_is_behind(opportunity, content, choices):
    """Show staff alone whatever tells who is behind one that is blind."""
    if not is_blind(opportunity, content):
        return choices
    return {**choices, **dict.fromkeys(opportunity.TELL_WHO, Audience.STAFF)}


def who_is_behind(opportunity):
    """Add whose voice it is (a State's, civil society's), from which regions, and whether it is blind.

    Of a blind one no more than the regions: a country with few experts would say who it is.
    """

    def facts(card, content, choices):
        blind = is_blind(opportunity, content)
        is_told = not blind or card.audience == Audience.STAFF
        return {
            "sector": sector_of(content["institution_kind"]) if is_told else Sector.OTHER,
            "regions": place_facets(content["countries"])["region"],
            "is_blind": blind,
        }

    return facts


def contact(opportunity):
    """Add the key of the author's profile if the author wants to be named; never of one that is blind."""
    named = contributor(opportunity)

    def facts(card, content, choices):
        return {"contributor": ""} if is_blind(opportunity, content) else named(card, content, choices)

    return facts


def end_answers(opportunity):
    """End what is open between its author and others when nobody sees it any more; publishing it again begins anew."""
    if opportunity.live_id is None:
        opportunity.answers.stop()


def closing(opportunity):
    """Say until when it can be answered: as its author wants it now, without anybody's approval."""

    def facts(card, content, choices):
        day = opportunity.closes_on
        return {
            "closes_on": day.isoformat() if day else None,
            "closes_at": opportunity.closes_at,
        }

    return facts


def due_diligence(opportunity) -> list:
    """Sentences about what of the human rights due diligence is not answered."""
    if not opportunity.touches:
        return [_("The author has not answered the questions on human rights due diligence.")]
    if Sensitivity.needs_safeguards(opportunity.touches) and not opportunity.safeguards:
        return [_("The author has not described the safeguards that human rights due diligence requires.")]
    return []


def give_address(opportunity):
    """Give it its readable address."""
    give_slug(opportunity, opportunity.title)
