"""Results can be taken along as a file: what the list shows this reader, bounded, and never a person."""

import csv
import json

import pytest
from django.urls import NoReverseMatch, reverse

from network.catalogue import downloads
from network.catalogue.audiences import Audience
from tests.catalogue.test_lists import multiply
from tests.factories import PracticeFactory, ProfileFactory
from tests.news.factories import EventFactory

pytestmark = pytest.mark.django_db


def rows(client, name="practice-csv", **parameters):
    """The rows of a CSV file."""
    text = client.get(reverse(name), parameters).content.decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def results(client, name="search-json", **parameters):
    """The results in a JSON file."""
    return json.loads(client.get(reverse(name), parameters).content)["results"]


def test_a_table_has_what_the_list_shows_in_its_order_and_with_its_filters(client):
    PracticeFactory.published(title="Élan", related__countries=["KE", "UG"], started_year=2019)
    PracticeFactory.published(title="Falcon", related__countries=["KE"])
    PracticeFactory.published(title="Elsewhere", related__countries=["ID"])
    response = client.get(reverse("practice-csv"), {"country": "KE", "sort": "title"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="results.csv"'
    found = rows(client, country="KE", sort="title")
    assert [row["title"] for row in found] == ["Élan", "Falcon"]
    assert found[0]["country"] == "Kenya; Uganda"
    assert "since 2019" in found[0]["facts"]
    assert client.get(found[0]["address"]).status_code == 200


def test_no_cell_is_a_formula(client):
    PracticeFactory.published(title="=HYPERLINK(1)", summary="+1")
    (row,) = rows(client)
    assert (row["title"], row["summary"]) == ("'=HYPERLINK(1)", "'+1")


def test_each_reader_takes_along_what_they_may_read(client, as_user, member):
    PracticeFactory.published(title="For members", reach=Audience.MEMBERS)
    PracticeFactory.published(title="For everyone")
    assert [row["title"] for row in rows(client)] == ["For everyone"]
    assert len(rows(as_user(member))) == 2


def test_persons_stand_in_no_file_for_nobody(client, as_user, member, moderator):
    ProfileFactory.published(role_name="A trainer", audiences={"name": Audience.PUBLIC.value})
    PracticeFactory.published(title="Prison work")
    EventFactory.published(title="Prison conference")
    for reader in (None, member, moderator):
        client.logout()
        if reader:
            as_user(reader)
        assert {row["type"] for row in results(client)} == {"Good practice", "Event"}
        assert results(client, kind="expert") == []
        page = client.get(reverse("expert-list")).content.decode()
        assert "Download these results" not in page
        assert "Download these results" not in client.get(reverse("search"), {"kind": "expert"}).content.decode()
    with pytest.raises(NoReverseMatch):
        reverse("expert-csv")
    assert client.get("/en/experts/results.csv").status_code == 404


def test_a_file_is_bounded(client, monkeypatch):
    monkeypatch.setattr(downloads, "MOST", 5)
    PracticeFactory.published()
    multiply(9)
    assert len(rows(client)) == len(results(client)) == 5


def test_one_address_of_the_internet_fetches_only_so_many(client):
    codes = [client.get(reverse("practice-csv")).status_code for _number in range(11)]
    assert codes == [200] * 10 + [429]


def test_a_list_leads_to_its_files_with_all_that_was_asked_for(client):
    PracticeFactory.published()
    page = client.get(reverse("practice-list"), {"country": "KE", "sort": "title"}).content.decode()
    for name in ("csv", "json"):
        assert f'href="/en/practices/results.{name}?country=KE&amp;sort=title"' in page
    assert "Download these results" not in client.get(reverse("practice-list"), {"country": "ID"}).content.decode()


def test_a_file_costs_the_same_number_of_queries_however_long(client, django_assert_max_num_queries):
    PracticeFactory.published()
    multiply(100)
    client.get(reverse("practice-csv"))
    with django_assert_max_num_queries(5):
        assert len(rows(client)) == 101
