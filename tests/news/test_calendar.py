"""Calendar files: what programs that follow RFC 5545 read from them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from icalendar import Calendar

from network.catalogue import vocabulary
from network.languages import Language
from news.dates import whole_days
from news.models import Event
from tests.factories import a_moderator
from tests.news.factories import EventFactory

pytestmark = pytest.mark.django_db


def events_of(response):
    """The events of a calendar file, as another program reads them."""
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def file_of(client, event):
    """The single event in its own file."""
    (item,) = events_of(client.get(reverse("event-calendar", args=[event.slug])))
    return item


def test_the_calendar_holds_what_is_to_come_and_the_last_month(client):
    now = timezone.now()
    for title, days in (("soon", 5), ("next year", 380), ("last week", -7), ("long ago", -31)):
        start = now + timedelta(days=days)
        EventFactory.published(title=title, starts_at=start, ends_at=start + timedelta(hours=1))
    EventFactory(title="draft")
    EventFactory.published(title="withdrawn").withdraw(EventFactory().author, "Cancelled.")
    response = client.get("/events.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert [str(item["SUMMARY"]) for item in events_of(response)] == ["last week", "soon", "next year"]


def test_the_calendar_keeps_the_approved_text(client):
    event = EventFactory.published(title="Approved")
    event.title, event.ends_at = "Being rewritten", datetime(2001, 1, 1, tzinfo=UTC)
    event.starts_at = event.ends_at
    event.touch()
    assert [str(item["SUMMARY"]) for item in events_of(client.get("/events.ics"))] == ["Approved"]


def test_times_are_in_utc(client):
    item = file_of(client, EventFactory.published())
    assert item.decoded("DTSTART") == datetime(2030, 5, 10, 6, 0, tzinfo=UTC)
    assert item.decoded("DTEND") == datetime(2030, 5, 10, 14, 30, tzinfo=UTC)
    assert item.to_ical().count(b"DTSTART:20300510T060000Z\r\n") == 1


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kuala_Lumpur", "America/Bogota"])
def test_whole_days_are_dates_and_the_end_is_the_day_after(client, zone):
    start, end = whole_days(date(2030, 5, 10), date(2030, 5, 12), zone)
    item = file_of(client, EventFactory.published(starts_at=start, ends_at=end, timezone=zone, all_day=True))
    assert item.decoded("DTSTART") == date(2030, 5, 10)
    assert item.decoded("DTEND") == date(2030, 5, 13)
    assert item["TRANSP"] == "TRANSPARENT"


def test_an_unknown_end_is_left_out(client):
    start = datetime(2030, 5, 10, 6, 0, tzinfo=UTC)
    assert "DTEND" not in file_of(client, EventFactory.published(starts_at=start, ends_at=start))


def test_text_survives_the_journey(client):
    title = 'Law; order, and "rights" \\ في نيروبي 早上好 ' + "x" * 80
    item = file_of(
        client, EventFactory.published(title=title, summary="One.\r\nTwo, three;\x07 four.", location="A, B")
    )
    assert str(item["SUMMARY"]) == title
    assert str(item["DESCRIPTION"]).startswith("One.\nTwo, three; four.\n\nExample Centre\n\nhttp")
    assert str(item["LOCATION"]) == "A, B"


def test_lines_are_folded_at_75_octets_and_end_in_crlf(client):
    EventFactory.published(title="مؤتمر " * 30, summary="很长的说明" * 60, location="Ñandú " * 20)
    content = client.get("/events.ics").content
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    content.replace(b"\r\n ", b"").decode()


def test_an_event_keeps_its_name_and_counts_its_versions(client):
    event = EventFactory.published()
    before = file_of(client, event)
    event.title = "Corrected"
    event.touch()
    event.publish(a_moderator())
    after = file_of(client, event)
    assert before["UID"] == after["UID"] == f"urn:record:{event.key}"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTAMP") >= before.decoded("DTSTAMP")


def test_the_file_of_one_event_is_named_after_it(client):
    event = EventFactory.published()
    response = client.get(reverse("event-calendar", args=[event.slug]))
    assert response["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    assert str(events_of(response)[0]["URL"]).endswith(event.get_absolute_url())


def test_a_withdrawn_event_has_no_file(client, editor):
    event = EventFactory.published()
    event.withdraw(editor, "Cancelled.")
    assert client.get(reverse("event-calendar", args=[event.slug])).status_code == 404


def test_the_calendar_costs_the_same_number_of_queries_however_long(client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/events.ics").status_code == 200
        return len(queries)

    EventFactory.published()
    cost()  # fills the memory of the vocabulary
    few = cost()
    for _number in range(8):
        EventFactory.published()
    assert cost() == few


def test_a_calendar_without_events_is_still_one(client):
    response = client.get("/events.ics")
    assert response.status_code == 200
    assert events_of(response) == []


@pytest.mark.parametrize("language", Language.values)
def test_there_is_a_calendar_in_each_language(client, language):
    EventFactory.published(title="Rencontre à Dakar", original_language="fr", is_online=True)
    file = Calendar.from_ical(client.get(f"/{language}/events.ics").content)
    (item,) = file.walk("VEVENT")
    with translation.override(language):
        assert str(item["LOCATION"]) == f"Nairobi / {gettext('Online')}"
        assert str(file["NAME"]) == str(file["X-WR-CALNAME"]) == gettext("Events: South-South CT/PVE Expert Network")
        assert [str(category) for category in item["CATEGORIES"].cats] == [vocabulary.label("topic", "prisons")]
        assert str(item["URL"]).endswith(reverse("event", args=[Event.objects.get().slug]))
    assert (str(item["SUMMARY"]), item["SUMMARY"].params["LANGUAGE"]) == ("Rencontre à Dakar", "fr")


def test_a_calendar_without_a_language_in_its_address_is_english_for_everybody(client):
    EventFactory.published(is_online=True)
    content = client.get("/events.ics", headers={"accept-language": "ar"}).content
    assert content == client.get("/en/events.ics").content


def test_an_event_has_one_name_in_all_languages(client):
    event = EventFactory.published()
    names = {str(events_of(client.get(f"/{language}/events.ics"))[0]["UID"]) for language in Language.values}
    assert names == {f"urn:record:{event.key}"}


def test_programs_are_told_how_often_to_look(client):
    content = client.get("/events.ics").content
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in content
    assert b"\r\nX-PUBLISHED-TTL:PT12H\r\n" in content


def test_times_of_several_days_begin_and_end_with_them(client):
    start, end = datetime(2030, 5, 10, 22, 0, tzinfo=UTC), datetime(2030, 5, 12, 9, 0, tzinfo=UTC)
    item = file_of(client, EventFactory.published(starts_at=start, ends_at=end))
    assert (item.decoded("DTSTART"), item.decoded("DTEND")) == (start, end)
