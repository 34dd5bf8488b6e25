"""Lists: the same number of queries for ten records and for two hundred, and a way out of every dead end."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from network.catalogue.models import Entry
from tests.factories import PracticeFactory, ProfileFactory
from tests.news.factories import EventFactory

pytestmark = pytest.mark.django_db

LISTS = ["home", "search", "expert-list", "practice-list", "article-list", "publication-list", "event-list"]


def multiply(entry_count):
    """Fill the index with copies of what is there, so that lists are long without two hundred approvals."""
    templates = list(Entry.objects.filter(language="en"))
    copies = []
    for number in range(entry_count):
        for template in templates:
            copy = Entry(**{field.attname: getattr(template, field.attname) for field in Entry._meta.fields})
            copy.pk, copy.record = None, f"copy{number}{template.record}"[:22]
            copies.append(copy)
    Entry.objects.bulk_create(copies, ignore_conflicts=True)


def test_the_number_of_queries_does_not_grow_with_the_rows(client, django_assert_max_num_queries):
    PracticeFactory.published()
    ProfileFactory.published()
    queries = ["", "?q=prison", "?pillar=1&country=KE&topic=prisons"]
    addresses = [reverse(name) + query for name in LISTS for query in queries]

    def count(address):
        with django_assert_max_num_queries(30) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    multiply(9)
    for address in addresses:
        client.get(address)  # labels of the vocabulary come into memory
    few = {address: count(address) for address in addresses}
    multiply(199)
    assert {address: count(address) for address in addresses} == few


def test_unknown_parameters_are_ignored_and_unknown_values_find_nothing(client):
    PracticeFactory.published(title="The only practice")
    address = reverse("practice-list")
    assert "The only practice" in client.get(address, {"colour": "green", "page": "x"}).content.decode()
    page = client.get(address, {"topic": "no-such-topic"})
    assert page.status_code == 200
    assert "The only practice" not in page.content.decode()
    assert f'href="{address}"' in page.content.decode()


def test_combinations_of_filters_are_not_for_crawlers(client):
    assert "noindex" not in client.get(reverse("practice-list")).content.decode()
    assert "noindex" in client.get(reverse("practice-list"), {"topic": "prisons"}).content.decode()


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "pt", "ru", "zh-hans"])
def test_every_list_answers_in_every_language(client, language):
    PracticeFactory.published(title="One title")
    page = client.get(f"/{language}/practices/").content.decode()
    assert "One title" in page
    assert f'lang="{language}"' in page
    assert ('dir="rtl"' in page) == (language == "ar")


def test_a_list_says_which_results_it_shows_and_leads_to_every_page(client):
    PracticeFactory.published()
    multiply(196)
    page = client.get(reverse("practice-list"), {"page": 5, "pillar": "1", "sort": "title"}).content.decode()
    assert "81–100 of 197 results" in page
    numbers = re.findall(r'aria-label="Page (\d+)"( aria-current="page")?', page)
    assert numbers == [("1", ""), ("4", ""), ("5", ' aria-current="page"'), ("6", ""), ("10", "")]
    for relation, number in (("prev", 4), ("next", 6)):
        address = re.search(rf'rel="{relation}" href="([^"]+)"', page)[1]
        assert parse_qs(urlsplit(html.unescape(address)).query) == {
            "pillar": ["1"], "sort": ["title"], "page": [str(number)],
        }  # fmt: skip


def links(page, part):
    """The addresses of the links of the element whose class is `part`."""
    inside = re.search(rf'class="{part}".*?</(?:ul|nav)>', page, re.DOTALL)[0]
    return [html.unescape(address) for address in re.findall('href="([^"]+)"', inside)]


def test_every_way_on_keeps_filters_and_order(client):
    PracticeFactory.published(related__topics=["prisons"])
    PracticeFactory.published(related__topics=["prisons"])
    address = reverse("practice-list")
    page = client.get(address, {"topic": "prisons", "country": "KE", "sort": "started"}).content.decode()
    assert f"{address}?country=KE&sort=started" in links(page, "chips")
    assert f"{address}?topic=prisons&country=KE&sort=title" in links(page, "orders")
    assert '<input type="hidden" name="sort" value="started">' in page
    assert 'href="/fr/practices/?topic=prisons&amp;country=KE&amp;sort=started"' in page, "another language"
    followed = re.search(r'href="(/en/subscribe/[^"]*)"', page)[1]
    assert "sort" not in followed


def test_the_search_has_a_tab_for_each_kind_with_its_number(client):
    PracticeFactory.published(title="Prison work")
    EventFactory.published(title="Prison conference", pillars=[1])
    page = client.get(reverse("search"), {"q": "prison", "pillar": "1"})
    assert [(tab.label, tab.count, tab.is_current) for tab in page.context["tabs"]] == [
        ("All content", None, True), ("Events", 1, False), ("Good practices", 1, False),
    ]  # fmt: skip
    address = links(page.content.decode(), "tabs")[2]
    assert parse_qs(urlsplit(address).query) == {"q": ["prison"], "kind": ["practice"], "pillar": ["1"]}
    page = client.get(address)
    assert [entry.title for entry in page.context["page"]] == ["Prison work"]
    assert [order.code for order in page.context["orders"]] == ["match", "newest", "title", "started"]
    assert '<input type="hidden" name="kind" value="practice">' in page.content.decode()


class TestOddWords:
    """Whatever is typed is answered with a sentence and shown again."""

    def look_for(self, client, words, name="search"):
        PracticeFactory.published(title="The only practice")
        response = client.get(reverse(name), {"q": words})
        assert response.status_code == 200
        return response.content.decode()

    def test_nothing_finds_everything(self, client):
        for words in ("", "   ", "\u200b"):
            assert "The only practice" in self.look_for(client, words)

    @pytest.mark.parametrize("words", ["a", "the", "?", "“”", "the a"])
    def test_what_cannot_be_looked_for_is_said_to_be_so(self, client, words):
        page = self.look_for(client, words)
        assert "We could not search for this text" in page
        assert f'value="{words}"' in page

    def test_a_rare_word_is_no_such_text(self, client):
        page = self.look_for(client, "zanzibar")
        assert "We could not search for this text" not in page
        assert "No results match your search and filters." in page

    @pytest.mark.parametrize("words", ["x" * 10_000, "prison " * 2_000, "恐" * 10_000])
    def test_ten_thousand_letters_are_cut_aloud(self, client, words):
        page = self.look_for(client, words)
        assert "We searched only for the first 200 characters" in page
        assert f'value="{words[:200].strip()}"' in page


def test_a_text_that_just_fits_is_not_said_to_be_cut(client):
    PracticeFactory.published()
    assert "We searched only for" not in client.get(reverse("search"), {"q": "x" * 200}).content.decode()
