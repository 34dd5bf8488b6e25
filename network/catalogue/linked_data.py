"""What search engines are told about a record, in schema.org's terms and made from cards: what all kinds share."""

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

from network.catalogue import vocabulary


def page(card, kind, **properties) -> dict:
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


def about_page(card) -> dict:
    """The page that shows `card`: when it changed last, and who publishes it."""
    return filled(
        {
            "@type": "WebPage",
            "@id": address(card),
            "dateModified": moment(card.revised_at),
            "publisher": network(),
        }
    )


def address(card) -> str:
    """The whole address of the page of `card`."""
    return settings.ORIGIN + card.address


def network() -> dict:
    """The network, which publishes all pages."""
    return {
        "@type": "Organization",
        "name": _("South–South CT/PVE Expert Network"),
        "url": settings.ORIGIN + "/",
        "logo": {"@type": "ImageObject", "url": settings.ORIGIN + static("icon-512.png"), "width": 512, "height": 512},
    }


def organization(name, url="") -> dict:
    """An organization; nothing where there is no name."""
    return filled({"@type": "Organization", "name": name, "url": url}) if name else {}


def place(name) -> dict:
    """A place known by its name alone; nothing where there is none."""
    return {"@type": "Place", "name": name, "address": name} if name else {}


def countries(card) -> list:
    """The countries of `card`."""
    return [
        {"@type": "Country", "name": vocabulary.label("country", code), "identifier": code} for code in card.countries
    ]


def moment(at) -> str:
    """The datetime `at` in ISO 8601; nothing where there is none."""
    return at.isoformat(timespec="seconds") if at else ""


def filled(data) -> dict:
    """`data` without what is empty."""
    return {name: value for name, value in data.items() if value}
