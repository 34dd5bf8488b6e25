"""What search engines are told about an expert who wants to be found by them: schema.org's Person, from a card."""

from network.catalogue import linked_data, vocabulary
from network.catalogue.audiences import Audience


def person(card):
    """Return JSON-LD for `card`, or None unless the expert agreed to be listed by search engines by name."""
    if not (card.may_be_crawled and card.is_named and card.audience == Audience.PUBLIC):
        return None
    return linked_data.filled(
        {
            "@context": "https://schema.org",
            "@type": "Person",
            "name": card.display_name,
            "description": card.get("headline"),
            "url": linked_data.address(card),
            "mainEntityOfPage": linked_data.about_page(card),
            "knowsAbout": [vocabulary.label("topic", item["code"]) for item in card.get("expertise", ())],
            "knowsLanguage": [skill["code"] for skill in card.get("languages", ())],
        }
    )
