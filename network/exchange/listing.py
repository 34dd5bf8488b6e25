"""How an offer or a request is listed. Everything comes from the card, so what it hides cannot be searched for."""

from django.utils.translation import gettext as _

from network.catalogue import vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.centres import centre_facet
from network.catalogue.index import Listing, place_facets, place_note
from network.exchange.choices import Direction
from network.exchange.closing import day_in_words
from network.phrasing import listed
from network.verification.filing import endorsed_facet


def listing(card) -> Listing:
    """Return the listing of `card`: its direction, where it comes from, for whom, and when it closes.

    A request looks for its topics, as an expert does who wants to learn; so it reaches those who know them.
    """
    is_request = card.direction == Direction.REQUEST
    return Listing(
        title=card.title,
        summary=card.summary,
        address=card.address,
        text_language=card.original_language,
        body=_body(card),
        occurs_at=card.published_at,
        ends_at=card.closes_at,
        notes=(card.get("direction_label", ""), _from_note(card), _for_note(card), _closing_note(card)),
        facets={
            "direction": [card.direction],
            "pillar": card.pillars,
            "topic": card.topics,
            "modality": card.modalities,
            "country": card.get("countries", ()),
            "region": sorted({*card.regions, *_named_regions(card)}),
            "for": regions_for(card),
            "recipient": card.recipients,
            "language": card.languages,
            "need": card.topics if is_request else (),
            "needed-modality": card.modalities if is_request else (),
            **centre_facet(card),
            **endorsed_facet(card),
        },
        may_be_crawled=card.audience == Audience.PUBLIC,
    )


def _from_note(card):
    """From where it comes: of a blind one, from which region."""
    countries = card.get("countries", ())
    return place_note(countries) if countries else listed(vocabulary.label("region", code) for code in card.regions)


def _named_regions(card):
    """The regions that it is for, and those of the countries that it is for."""
    return {*card.for_regions, *place_facets(card.for_countries)["region"]}


def regions_for(card) -> list[str]:
    """The regions whose readers it is for; all of them where it names none."""
    return sorted(_named_regions(card) or vocabulary.terms("region"))


def _body(card):
    countries = (vocabulary.search_words("country", code) for code in card.for_countries)
    texts = (card.get(name) or "" for name in ("details", "brings", "expects", "institution"))
    return " ".join([*countries, *texts])


def _for_note(card):
    regions = [vocabulary.label("region", code) for code in card.for_regions]
    named = listed([*regions, place_note(card.for_countries)] if card.for_countries else regions)
    return _("For %(places)s") % {"places": named} if named else ""


def _closing_note(card):
    if not card.closes_at:
        return ""
    # The entry is written once and read later, so that it gives the date; whether that is over, rows say by the clock.
    return _("Closing date: %(date)s") % {"date": day_in_words(card.closes_at.date())}
