"""Lists and pages of the news room, as readers meet them."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from network.catalogue.models import Entry
from network.languages import Language
from news.dates import whole_days
from tests.factories import a_moderator
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize(
    ("factory", "name"),
    [(ArticleFactory, "article"), (PublicationFactory, "publication"), (EventFactory, "event")],
)


def linked_data(response):
    """What the page tells search engines."""
    script = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(script[1])


def titles(response):
    """The titles on a list, in their order."""
    return [entry.title for entry in response.context["page"]]


@KINDS
def test_a_published_page_is_listed_and_shown_in_every_language(client, factory, name):
    page = factory.published()
    for language in Language.values:
        with translation.override(language):
            assert titles(client.get(reverse(f"{name}-list"))) == [page.title]
            response = client.get(page.get_absolute_url())
        assert response.status_code == 200
        assert page.title in response.content.decode()


@KINDS
def test_a_withdrawn_page_is_the_same_as_a_missing_one(client, editor, factory, name):
    page = factory.published()
    page.withdraw(editor, "It was wrong.")
    gone, missing = client.get(page.get_absolute_url()), client.get(reverse(name, args=["never-was"]))
    assert gone.status_code == missing.status_code == 404
    without = re.compile(rb"never-was|" + page.slug.encode())
    tokens = re.compile(rb'csrfmiddlewaretoken" value="\w+"')
    assert tokens.sub(b"", without.sub(b"", gone.content)) == tokens.sub(b"", without.sub(b"", missing.content))
    assert titles(client.get(reverse(f"{name}-list"))) == []


@KINDS
def test_a_draft_has_no_page_and_no_entry(client, factory, name):
    factory()
    assert titles(client.get(reverse(f"{name}-list"))) == []


@KINDS
def test_an_unpublished_change_is_not_shown(client, factory, name):
    page = factory.published(title="As it was approved")
    page.title = "As it is being rewritten"
    page.touch()
    content = client.get(page.get_absolute_url()).content.decode()
    assert "As it was approved" in content
    assert "being rewritten" not in content


@pytest.mark.parametrize(
    "query",
    ["pillar=2", "topic=prisons", "country=KE", "region=africa", "language=fr", "q=Saturn", "pillar=2&topic=prisons"],
)
def test_lists_are_filtered(client, query):
    wanted = {"pillars": [2], "original_language": "fr"}
    ArticleFactory.published(title="Saturn", **wanted)
    ArticleFactory.published(
        title="Neptune", pillars=[3], related__topics=["victims-rights-support"], related__countries=["BR"]
    )
    assert titles(client.get(f"{reverse('article-list')}?{query}")) == ["Saturn"]


def test_a_publication_is_found_by_its_languages_and_symbol(client):
    PublicationFactory.published(title="Plan", related__languages=["ar", "fr"])
    PublicationFactory.published(title="Review", symbol="A/77/718")
    assert titles(client.get(f"{reverse('publication-list')}?language=ar")) == ["Plan"]
    assert titles(client.get(f"{reverse('publication-list')}?q=A/77/718")) == ["Review"]


def test_upcoming_events_come_soonest_first_and_past_ones_apart(client):
    now = timezone.now()
    for title, days in (("later", 20), ("sooner", 2), ("over", -40)):
        start = now + timedelta(days=days)
        EventFactory.published(title=title, starts_at=start, ends_at=start + timedelta(hours=2))
    events = reverse("event-list")
    assert titles(client.get(f"{events}?when=upcoming")) == ["sooner", "later"]
    assert titles(client.get(f"{events}?when=past")) == ["over"]
    everything = client.get(events)
    assert titles(everything) == ["sooner", "later", "over"]
    assert 'name="when" value="upcoming"' in everything.content.decode()


def test_an_event_of_today_is_still_upcoming(client):
    today = timezone.now().replace(hour=0, minute=0)
    EventFactory.published(title="today", starts_at=today, ends_at=today.replace(hour=23, minute=59), all_day=True)
    assert titles(client.get(f"{reverse('event-list')}?when=upcoming")) == ["today"]


@KINDS
def test_terms_lead_to_the_list_filtered_by_them(client, factory, name):
    content = client.get(factory.published().get_absolute_url()).content.decode()
    for term in ("pillar=2", "topic=prisons", "country=KE"):
        assert f'href="{reverse(f"{name}-list")}?{term}"' in content


def test_a_date_known_to_the_month_is_shown_without_a_day(client):
    article = ArticleFactory.published(date_precision="month")
    content = client.get(article.get_absolute_url()).content.decode()
    assert '<time datetime="2026-03">March 2026</time>' in content
    assert Entry.objects.get(record=article.key, audience=2, language="en").notes == ["March 2026", "Kenya"]


def test_an_event_shows_its_own_clock_and_a_calendar_file(client):
    event = EventFactory.published()
    content = client.get(event.get_absolute_url()).content.decode()
    when = '<time datetime="2030-05-10T09:00:00+03:00">10 May 2030, 09:00–17:30 (East Africa Time)</time>'
    assert when in content
    assert f'href="{reverse("event-calendar", args=[event.slug])}"' in content


def test_a_symbol_leads_to_the_official_document_system(client):
    publication = PublicationFactory.published(symbol="S/RES/2396 (2017)")
    content = client.get(publication.get_absolute_url()).content.decode()
    assert 'href="https://undocs.org/S/RES/2396%282017%29"' in content


def test_text_is_marked_with_its_own_language(client):
    article = ArticleFactory.published(title="Rencontre à Dakar", original_language="fr")
    assert re.search(r'<h1[^>]* lang="fr"', client.get(article.get_absolute_url()).content.decode())


def test_markup_in_a_page_stays_text(client):
    article = ArticleFactory.published(title="</script><script>alert(1)</script>", body="<script>alert(2)</script>")
    content = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in content


def test_search_engines_are_told_what_an_article_is(client):
    article = ArticleFactory.published(date_precision="year")
    data = linked_data(client.get(article.get_absolute_url()))
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == article.title
    assert data["datePublished"] == "2026"
    assert datetime.fromisoformat(data["dateModified"]) == article.live.approved_at.replace(microsecond=0)
    assert data["author"]["name"] == data["publisher"]["name"] == "South-South CT/PVE Expert Network"
    assert data["publisher"]["logo"]["url"].endswith(".png")
    assert data["mainEntityOfPage"]["@id"] == data["url"] == settings.ORIGIN + article.get_absolute_url()
    assert data["isBasedOn"] == "https://centre.example/news/1"
    assert data["sourceOrganization"] == {"@type": "Organization", "name": "Example Centre"}


def test_search_engines_are_told_what_a_publication_is_and_whose(client):
    data = linked_data(client.get(PublicationFactory.published(related__languages=["ar"]).get_absolute_url()))
    assert (data["@type"], data["reportNumber"], data["inLanguage"]) == ("Report", "A/70/674", ["ar"])
    assert data["author"] == data["publisher"] == {"@type": "Organization", "name": "United Nations"}
    assert data["mainEntityOfPage"]["publisher"]["name"] == "South-South CT/PVE Expert Network"
    assert "dateModified" not in data, "that is the day of our page, not of the document"


@pytest.mark.parametrize(
    ("is_online", "location", "mode"),
    [(True, "", "Online"), (True, "Nairobi", "Mixed"), (False, "Nairobi", "Offline"), (False, "", None)],
)
def test_search_engines_are_told_when_and_where_an_event_is(client, is_online, location, mode):
    event = EventFactory.published(is_online=is_online, location=location, url="https://centre.example/meeting")
    data = linked_data(client.get(event.get_absolute_url()))
    assert (data["startDate"], data["endDate"]) == ("2030-05-10T09:00:00+03:00", "2030-05-10T17:30:00+03:00")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data.get("eventAttendanceMode") == (mode and f"https://schema.org/{mode}EventAttendanceMode")
    places = [{"@type": "Place", "name": "Nairobi", "address": "Nairobi"}] if location else []
    online = [{"@type": "VirtualLocation", "url": "https://centre.example/meeting"}] if is_online else []
    assert data.get("location", []) == places + online
    assert data["organizer"]["name"] == "Example Centre"


def test_search_engines_are_told_no_end_that_nobody_knows(client):
    start = datetime(2030, 5, 10, 6, 0, tzinfo=UTC)
    data = linked_data(client.get(EventFactory.published(starts_at=start, ends_at=start).get_absolute_url()))
    assert "endDate" not in data


def test_search_engines_are_told_the_days_of_an_event_of_whole_days(client):
    start, end = whole_days(date(2030, 5, 10), date(2030, 5, 12), "Asia/Kuala_Lumpur")
    event = EventFactory.published(starts_at=start, ends_at=end, timezone="Asia/Kuala_Lumpur", all_day=True)
    data = linked_data(client.get(event.get_absolute_url()))
    assert (data["startDate"], data["endDate"]) == ("2030-05-10", "2030-05-12")


@KINDS
def test_what_search_engines_are_told_survives_any_text(client, factory, name):
    title = "</script><!--<script> & \u2028 'quoted' \\ \"twice\""
    data = linked_data(client.get(factory.published(title=title).get_absolute_url()))
    assert data.get("headline", data.get("name")) == title


def test_a_feed_contains_the_article(client):
    article = ArticleFactory.published()
    ArticleFactory(title="Not yet")
    feed = client.get(reverse("rss", args=["en", "article"])).content.decode()
    assert article.title in feed
    assert article.get_absolute_url() in feed
    assert "Not yet" not in feed


@pytest.mark.parametrize("name", ["article", "publication", "event"])
def test_a_list_costs_the_same_number_of_queries_however_long(client, name):
    def fill(count):
        start = datetime(2026, 1, 1, tzinfo=UTC)
        Entry.objects.bulk_create(
            Entry(
                record=f"{name}-{count}-{number}",
                audience=2,
                language="en",
                kind=name,
                text_language="en",
                title=f"Title {number}",
                address=f"/en/{name}/{number}/",
                facets=["pillar:1", "topic:prisons", "country:KE", "region:africa", "language:en"],
                occurs_at=start + timedelta(hours=number),
                ends_at=start + timedelta(hours=number + 1),
                published_at=start,
                updated_at=start,
            )
            for number in range(count)
        )

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"{name}-list")).status_code == 200
        return len(queries)

    fill(10)
    cost()  # fills the memory of the vocabulary
    few = cost()
    fill(200)
    assert cost() == few


def test_an_unchanged_page_is_not_sent_again(client):
    article = ArticleFactory.published()
    address = article.get_absolute_url()
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    article.title = "Corrected title"
    article.touch()
    article.publish(a_moderator())
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


@KINDS
def test_pages_are_read_and_not_written_to(client, factory, name):
    assert client.post(factory.published().get_absolute_url()).status_code == 405


def test_two_pages_of_one_title_have_two_addresses():
    first, second = ArticleFactory.published(title="Same"), ArticleFactory.published(title="Same")
    assert first.get_absolute_url() != second.get_absolute_url()


def test_a_title_without_latin_letters_still_gets_an_address(client):
    article = ArticleFactory.published(title="اجتماع في نيروبي", original_language="ar")
    assert client.get(article.get_absolute_url()).status_code == 200
