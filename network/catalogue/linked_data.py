"""What search engines are told about a record, in schema.org's terms and made from cards: what all kinds share."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

from network.catalogue import vocabulary
from network.catalogue.cards import Card


def page(card: Card, kind: str, **properties: Any) -> dict[str, Any]:
    """The JSON-LD of `card` as a schema.org `kind`, with the page about it. Empty `properties` are left out."""
    return filled(
        {
            "@context": "https://schema.org",
            "@type": kind,
            "url": address(card),
            "mainEntityOfPage": about_page(card),
            "inLanguage": card.original_language,
            "keywords": [vocabulary.label("topic", code) for code in card.topics],
            **properties,
        }
    )


def about_page(card: Card) -> dict[str, Any]:
    """The page that shows `card`: when it changed last, and who publishes it."""
    return filled(
        {
            "@type": "WebPage",
            "@id": address(card),
            "dateModified": moment(card.revised_at),
            "publisher": network(),
        }
    )


def address(card: Card) -> str:
    """The whole address of the page of `card`."""
    return settings.ORIGIN + card.address


def network() -> dict[str, Any]:
    """The network, which publishes all pages."""
    return {
        "@type": "Organization",
        "name": _("South-South CT/PVE Expert Network"),
        "url": settings.ORIGIN + "/",
        "logo": {"@type": "ImageObject", "url": settings.ORIGIN + static("icon-512.png"), "width": 512, "height": 512},
    }


def organization(name: str, url: str = "") -> dict[str, str]:
    """An organization; nothing where there is no name."""
    return filled({"@type": "Organization", "name": name, "url": url}) if name else {}


def place(name: str) -> dict[str, str]:
    """A place known by its name alone; nothing where there is none."""
    return {"@type": "Place", "name": name, "address": name} if name else {}


def countries(card: Card) -> list[dict[str, str]]:
    """The countries of `card`."""
    return [
        {"@type": "Country", "name": vocabulary.label("country", code), "identifier": code} for code in card.countries
    ]


def moment(at: datetime | None) -> str:
    """The datetime `at` in ISO 8601; nothing where there is none."""
    return at.isoformat(timespec="seconds") if at else ""


def filled(data: dict[str, Any]) -> dict[str, Any]:
    """`data` without what is empty."""
    return {name: value for name, value in data.items() if value}
