"""What search engines are told about a practice: schema.org's CreativeWork, made from a card."""

from network.catalogue import linked_data


def creative_work(card) -> dict:
    """Return JSON-LD for `card`: the lead institution made the practice, and the network publishes its description."""
    return linked_data.page(
        card,
        "CreativeWork",
        name=card.title,
        headline=card.title,
        abstract=card.summary,
        identifier=card.code,
        datePublished=linked_data.moment(card.published_at),
        dateModified=linked_data.moment(card.revised_at),
        author=linked_data.organization(card.lead_institution),
        publisher=linked_data.network(),
        spatialCoverage=linked_data.countries(card),
        citation=[
            linked_data.filled({"@type": "CreativeWork", "name": source["title"], "url": source["url"]})
            for source in card.sources
        ],
    )
