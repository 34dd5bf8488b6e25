"""What search engines are told about a practice: schema.org's CreativeWork, made from a card."""

from django.conf import settings

from network.catalogue import vocabulary


def creative_work(card) -> dict:
    """Return JSON-LD for `card`."""
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": card.title,
        "abstract": card.summary,
        "identifier": card.code,
        "inLanguage": card.original_language,
        "url": settings.ORIGIN + card.address,
        "datePublished": card.published_at.date().isoformat() if card.published_at else None,
        "keywords": [vocabulary.label("topic", code) for code in card.topics],
        "spatialCoverage": [
            {"@type": "Country", "name": vocabulary.label("country", code), "identifier": code}
            for code in card.countries
        ],
        "creator": {"@type": "Organization", "name": card.lead_institution},
        "citation": [
            {"@type": "CreativeWork", "name": source["title"], "url": source["url"] or None} for source in card.sources
        ],
    }
