"""What search engines are told about a centre: schema.org's Organization, made from a card."""

from network.catalogue import linked_data, vocabulary


def organization(card) -> dict:
    """Return JSON-LD for `card`."""
    return linked_data.filled(
        {
            "@context": "https://schema.org",
            "@type": "Organization",
            "name": card.name,
            "alternateName": card.original_name,
            "description": card.summary,
            "url": card.website or linked_data.address(card),
            "mainEntityOfPage": linked_data.about_page(card),
            "foundingDate": str(card.founded_year) if card.founded_year else "",
            "location": linked_data.countries(card),
            "knowsAbout": [vocabulary.label("topic", code) for code in card.topics],
            "knowsLanguage": list(card.languages),
        }
    )
