"""Events as iCalendar files (RFC 5545): all of them to subscribe to, and one to keep."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, vDuration
from icalendar import Event as Component

from network import cleaning
from network.catalogue import vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.conditional import unchanged
from network.catalogue.models import Entry
from network.languages import Language
from news.dates import local
from news.models import Event

# Long enough that a meeting of last week can still be looked up.
LOOKING_BACK = timedelta(days=30)
REFRESH_EVERY = timedelta(hours=12)


@require_safe
@unchanged
def calendar(request):
    """All public events that are to come or were at most 30 days ago, in the language of the address."""
    entries = Entry.objects.filter(
        kind=Event.KIND,
        audience=Audience.PUBLIC,
        language=get_language(),
        ends_at__gte=timezone.now() - LOOKING_BACK,
    )
    events = Event.objects.published().filter(key__in=entries.values("record"))
    return _respond(write(public_cards(events)), "events.ics")


def calendar_in_english(request):
    """The same at the address without a language, to which people subscribed when there was no other."""
    with translation.override(Language.ENGLISH):
        return calendar(request)


@require_safe
@unchanged
def event_file(request, slug):
    """One event, in the language of the address."""
    cards = public_cards([get_object_or_404(Event.objects.published(), slug=slug)])
    if not cards:
        raise Http404
    return _respond(write(cards), f"{slug}.ics", disposition="attachment")


def public_cards(events) -> list:
    """What everybody may know of `events`, earliest first, with the version that says so."""
    cards = [card.extended(version=event.live.number) for event in events if (card := event.card(Audience.PUBLIC))]
    return sorted(cards, key=lambda card: (datetime.fromisoformat(card.starts_at), card.key))


def write(cards) -> bytes:
    """The calendar that holds the events of `cards`."""
    file = Calendar()
    name = _("Events: South-South CT/PVE Expert Network")
    file.add("version", "2.0")
    file.add("prodid", f"-//South-South CT/PVE Expert Network//Events//{get_language().upper()}")
    file.add("name", name)
    file.add("x-wr-calname", name)
    # RFC 7986 §5.7, and what programs asked for before there was one.
    file.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", vDuration(REFRESH_EVERY))
    for card in cards:
        file.add_component(component(card))
    return file.to_ical()


def component(card) -> Component:
    """The VEVENT of one card."""
    address = settings.ORIGIN + card.address
    start, end = span(card)
    written_in = {"LANGUAGE": card.original_language}
    item = Component()
    item.add("uid", f"urn:record:{card.key}")
    # Without METHOD it is the time of the last revision (RFC 5545 §3.8.7.2).
    item.add("dtstamp", card.revised_at)
    item.add("sequence", card.version - 1)
    item.add("dtstart", start)
    if end > start:
        item.add("dtend", end)
    item.add("summary", plain(card.title), parameters=written_in)
    item.add("description", plain(description(card, address)), parameters=written_in)
    item.add("url", address)
    if where := " / ".join(filter(None, [card.location, _("Online") if card.is_online else ""])):
        item.add("location", plain(where))
    if card.topics:
        item.add("categories", [vocabulary.label("topic", code) for code in card.topics])
    if card.all_day:
        # An observance must not mark the reader as busy.
        item.add("transp", "TRANSPARENT")
    return item


def span(card) -> tuple[date, date]:
    """Start and end: moments in UTC, or days of which the last is not part of the event (RFC 5545 §3.6.1)."""
    zone = card.timezone if card.all_day else "UTC"
    start, end = local(card.starts_at, zone), local(card.ends_at, zone)
    return (start.date(), end.date() + timedelta(days=1)) if card.all_day else (start, end)


def description(card, address) -> str:
    """The summary, the organizer, and where to read on."""
    return "\n\n".join(filter(None, [card.summary, card.organizer, card.url, address]))


def plain(text) -> str:
    """`text` with "\\n" as its only control but the tab (RFC 5545 §3.1); the library escapes line breaks."""
    return cleaning.lines(text)


def _respond(content, filename, disposition="inline"):
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'{disposition}; filename="{filename}"'},
    )
