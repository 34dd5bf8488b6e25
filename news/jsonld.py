"""What search engines are told about the pages of this room, made from cards: schema.org's terms."""

from django.conf import settings

from network.catalogue import vocabulary
from news.dates import date_for_machines, moment_for_machines


def news_article(card) -> dict:
    """Return JSON-LD for the card of an article."""
    return _filled(
        {
            **_page(card, "NewsArticle"),
            "headline": card.title,
            "datePublished": date_for_machines(card.published_on, card.date_precision),
            "articleSection": card.category,
            "contentLocation": card.location and {"@type": "Place", "name": card.location},
            "isBasedOn": card.source_url,
            "sourceOrganization": _organization(card.source_name),
        }
    )


def report(card) -> dict:
    """Return JSON-LD for the card of a publication."""
    return _filled(
        {
            **_page(card, "Report"),
            "name": card.title,
            "reportNumber": card.symbol,
            "datePublished": date_for_machines(card.published_on, card.date_precision),
            "publisher": _organization(card.publisher),
            "inLanguage": list(card.languages) or card.original_language,
            "sameAs": card.url,
        }
    )


def event(card) -> dict:
    """Return JSON-LD for the card of an event. Times carry the offset of the event's own time zone."""
    mode = {
        (True, False): "OnlineEventAttendanceMode",
        (True, True): "MixedEventAttendanceMode",
    }.get((card.is_online, bool(card.location)), "OfflineEventAttendanceMode")
    return _filled(
        {
            **_page(card, "Event"),
            "name": card.title,
            "startDate": moment_for_machines(card.starts_at, card.timezone, all_day=card.all_day),
            "endDate": moment_for_machines(card.ends_at, card.timezone, all_day=card.all_day),
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": f"https://schema.org/{mode}",
            "location": _locations(card),
            "organizer": _organization(card.organizer),
            "inLanguage": list(card.languages) or card.original_language,
            "sameAs": card.url,
        }
    )


def _page(card, kind):
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "description": card.summary,
        "url": settings.ORIGIN + card.address,
        "inLanguage": card.original_language,
        "keywords": [vocabulary.label("topic", code) for code in card.topics],
        "about": [
            {"@type": "Country", "name": vocabulary.label("country", code), "identifier": code}
            for code in card.countries
        ],
    }


def _locations(card):
    places = [{"@type": "Place", "name": card.location}] if card.location else []
    if card.is_online:
        places.append({"@type": "VirtualLocation", "url": card.url or settings.ORIGIN + card.address})
    return places


def _organization(name):
    return name and {"@type": "Organization", "name": name}


def _filled(data):
    return {name: value for name, value in data.items() if value}
