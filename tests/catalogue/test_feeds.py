"""Feeds and sitemap, as programs read them: nothing is lost, nothing breaks them, and each text names its language."""

import html
import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.languages import Language
from tests.factories import PracticeFactory
from tests.news.factories import ArticleFactory, EventFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FORBIDDEN = "\x00\x0b\x1f\ufffe\uffff"


def read(client, form, kind, language="en"):
    """The feed, parsed."""
    response = client.get(reverse(form, args=[language, kind]))
    assert response.status_code == 200
    return ET.fromstring(response.content)  # noqa: S314 - our own


def words(markup):
    """The text that a reader sees of HTML."""
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))


class TestAtom:
    def test_it_says_who_publishes_it(self, client):
        PracticeFactory.published()
        feed = read(client, "atom", "practice")
        for element in (feed, feed.find(f"{ATOM}entry")):
            assert element.find(f"{ATOM}author/{ATOM}name").text == "South-South CT/PVE Expert Network"
            assert element.find(f"{ATOM}author/{ATOM}uri") is None or element is feed

    def test_an_entry_is_in_the_language_of_its_text_and_the_rest_in_that_of_the_feed(self, client):
        EventFactory.published(title="Rencontre à Dakar", original_language="fr")
        feed = read(client, "atom", "event", "ar")
        entry = feed.find(f"{ATOM}entry")
        assert (feed.get(LANG), entry.get(LANG)) == ("ar", "fr")
        assert entry.find(f"{ATOM}content").get(LANG) == "ar"
        assert '<p lang="fr" dir="auto">' in entry.find(f"{ATOM}content").text

    def test_plain_text_is_shown_as_it_is(self, client):
        PracticeFactory.published(title="a <title> b & c", summary="a <placeholder> b &amp; c")
        entry = read(client, "atom", "practice").find(f"{ATOM}entry")
        assert entry.find(f"{ATOM}title").text == "a <title> b & c"
        summary = entry.find(f"{ATOM}summary")
        assert (summary.get("type"), summary.text) == ("text", "a <placeholder> b &amp; c")
        assert "a <placeholder> b &amp; c" in words(entry.find(f"{ATOM}content").text)

    def test_it_tells_where_it_is_and_when_it_was_published_and_changed(self, client):
        practice = PracticeFactory.published()
        at = timezone.now().replace(microsecond=0) - timedelta(days=3)
        Entry.objects.update(published_at=at, updated_at=at + timedelta(days=1))
        feed = read(client, "atom", "practice", "pt")
        entry = feed.find(f"{ATOM}entry")
        address = settings.ORIGIN + reverse("atom", args=["pt", "practice"])
        assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [address]
        assert entry.find(f"{ATOM}id").text == f"urn:record:{practice.key}"
        assert entry.find(f"{ATOM}published").text == at.isoformat()
        assert entry.find(f"{ATOM}updated").text == (at + timedelta(days=1)).isoformat()
        assert feed.find(f"{ATOM}updated").text == (at + timedelta(days=1)).isoformat()


class TestRss:
    def test_each_item_says_who_publishes_it_and_in_which_language_it_is(self, client):
        ArticleFactory.published(original_language="fr")
        channel = read(client, "rss", "article").find("channel")
        item = channel.find("item")
        assert channel.find("language").text == "en"
        assert (item.find(f"{DC}creator").text, item.find(f"{DC}language").text) == (
            "South-South CT/PVE Expert Network",
            "fr",
        )

    def test_plain_text_is_shown_as_it_is(self, client):
        PracticeFactory.published(title="a <title> b & c", summary="a <placeholder> b &amp; c")
        item = read(client, "rss", "practice").find("channel/item")
        assert item.find("title").text == "a <title> b & c"
        assert "a <placeholder> b &amp; c" in words(item.find("description").text)


@pytest.mark.parametrize(
    ("form", "path"), [("atom", f"{ATOM}entry/{ATOM}content"), ("rss", "channel/item/description")]
)
class TestBoth:
    def test_an_event_tells_date_and_place_in_the_language_of_the_feed(self, client, form, path):
        EventFactory.published(location="Nairobi <hall>", is_online=True)
        assert "10 May 2030, 09:00–17:30 (East Africa Time)  ·  Nairobi <hall>  ·  Online" in words(
            read(client, form, "event").find(path).text
        )
        assert "10 mai 2030" in words(read(client, form, "event", "fr").find(path).text)

    def test_markup_in_a_text_stays_text(self, client, form, path):
        ArticleFactory.published(summary="<script>alert(1)</script>", location="<img src=x>")
        assert not re.search("<script|<img", read(client, form, "article").find(path).text)


@pytest.mark.parametrize("language", Language.values)
def test_what_was_stored_before_texts_were_cleaned_breaks_nothing(client, language):
    practice, event = PracticeFactory.published(), EventFactory.published()
    dirty = FORBIDDEN.replace("\x00", "")
    Entry.objects.update(title=f"Ti{dirty}tle", summary=f"Sum{dirty}mary", notes=[f"No{dirty}te"])
    for kind in ("practice", "event"):
        for form, path in (("rss", "channel/item/title"), ("atom", f"{ATOM}entry/{ATOM}title")):
            assert read(client, form, kind, language).find(path).text == "Title"
    for address in ("/sitemap.xml", "/sitemap-records.xml", "/sitemap-pages.xml"):
        ET.fromstring(client.get(address).content)  # noqa: S314 - our own
    assert client.get(f"/{language}/events.ics").status_code == 200
    assert {practice.key, event.key} == {entry.record for entry in Entry.objects.filter(audience=Audience.PUBLIC)}
