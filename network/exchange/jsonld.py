"""What search engines are told about an offer or a request: schema.org's Offer and Demand, made from a card."""

from network.catalogue import linked_data, vocabulary
from network.exchange.choices import Direction


def offer_or_demand(card) -> dict:
    """Return JSON-LD for `card`. Who makes it is told as far as the card tells."""
    term = "Offer" if card.direction == Direction.OFFER else "Demand"
    by = {"offeredBy": linked_data.organization(card.get("institution") or "")} if term == "Offer" else {}
    regions = [linked_data.place(vocabulary.label("region", code)) for code in card.for_regions]
    countries = [linked_data.place(vocabulary.label("country", code)) for code in card.for_countries]
    return linked_data.filled(
        {
            "@context": "https://schema.org",
            "@type": term,
            "url": linked_data.address(card),
            "name": card.title,
            "description": card.summary,
            "mainEntityOfPage": linked_data.about_page(card),
            "availabilityEnds": linked_data.moment(card.closes_at),
            "availabilityStarts": card.starts_on,
            "eligibleRegion": regions + countries,
            **by,
        }
    )
