"""What search engines are told about the pages of this room, made from cards: schema.org's terms."""

from datetime import datetime

from network.catalogue import linked_data
from network.catalogue.linked_data import organization, place
from news.dates import date_for_machines, moment_for_machines


def news_article(card) -> dict:
    """Return JSON-LD for the card of an article, which the network writes and publishes."""
    return linked_data.page(
        card,
        "NewsArticle",
        headline=card.title,
        description=card.summary,
        datePublished=date_for_machines(card.published_on, card.date_precision),
        dateModified=linked_data.moment(card.revised_at),
        author=linked_data.network(),
        publisher=linked_data.network(),
        articleSection=card.category,
        contentLocation=place(card.location),
        about=linked_data.countries(card),
        isBasedOn=card.source_url,
        sourceOrganization=organization(card.source_name),
    )


def report(card) -> dict:
    """Return JSON-LD for the card of a publication, which is its publisher's; only the page about it is ours."""
    publisher = organization(card.publisher)
    return linked_data.page(
        card,
        "Report",
        name=card.title,
        headline=card.title,
        description=card.summary,
        reportNumber=card.symbol,
        datePublished=date_for_machines(card.published_on, card.date_precision),
        author=publisher,
        publisher=publisher,
        about=linked_data.countries(card),
        inLanguage=list(card.languages) or card.original_language,
        sameAs=card.url,
    )


def event(card) -> dict:
    """Return JSON-LD for the card of an event. Times carry the offset of the event's own time zone.

    An end that nobody knows is left out, and so is how people attend where no place is known.
    """
    has_end = card.all_day or datetime.fromisoformat(card.ends_at) > datetime.fromisoformat(card.starts_at)
    return linked_data.page(
        card,
        "Event",
        name=card.title,
        description=card.summary,
        startDate=moment_for_machines(card.starts_at, card.timezone, all_day=card.all_day),
        endDate=moment_for_machines(card.ends_at, card.timezone, all_day=card.all_day) if has_end else "",
        eventStatus="https://schema.org/EventScheduled",
        eventAttendanceMode=_attendance(card),
        location=_locations(card),
        organizer=organization(card.organizer, card.url),
        about=linked_data.countries(card),
        inLanguage=list(card.languages) or card.original_language,
        sameAs=card.url,
    )


def _attendance(card):
    match bool(card.location), card.is_online:
        case True, True:
            return "https://schema.org/MixedEventAttendanceMode"
        case True, False:
            return "https://schema.org/OfflineEventAttendanceMode"
        case False, True:
            return "https://schema.org/OnlineEventAttendanceMode"
    return ""


def _locations(card):
    online = {"@type": "VirtualLocation", "url": card.url or linked_data.address(card)} if card.is_online else {}
    return [found for found in (place(card.location), online) if found]
