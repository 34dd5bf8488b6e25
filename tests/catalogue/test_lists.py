"""Lists: the same number of queries for ten records and for two hundred, and a way out of every dead end."""

import pytest
from django.urls import reverse

from network.catalogue.models import Entry
from tests.factories import PracticeFactory, ProfileFactory

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


def test_htmx_gets_the_results_alone_and_no_cache_confuses_the_two(client):
    PracticeFactory.published(title="One title")
    page = client.get(reverse("practice-list"))
    part = client.get(reverse("practice-list"), headers={"HX-Request": "true"})
    assert "One title" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Request" in page.headers["Vary"]
    assert page.headers["ETag"] != part.headers["ETag"]
