"""Whoever is signed in can save what they find; they find of it what they may see now, and nobody else learns of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from experts.models import ListingMode
from network.accounts import data_protection
from network.catalogue import favourites
from network.catalogue.audiences import Audience
from network.catalogue.models import Favourite
from tests.catalogue.test_lists import multiply
from tests.factories import PracticeFactory, ProfileFactory, UserFactory, a_moderator

pytestmark = pytest.mark.django_db

SAVED = "You have not saved anything yet"


@pytest.fixture
def reader():
    """Somebody who only signed up."""
    return UserFactory()


def save(client, key, *, is_saved=True, back="/en/practices/?topic=prisons"):
    return client.post(reverse("save", args=[key]), {"is_saved": str(int(is_saved)), "next": back})


def titles(client):
    """What stands in the list of what is saved."""
    return [entry.title for entry in client.get(reverse("saved")).context["page"]]


def test_a_record_is_saved_from_its_row_once_and_removed_again(as_user, reader):
    first, second = PracticeFactory.published(title="First"), PracticeFactory.published(title="Second")
    client = as_user(reader)
    for key in (first.key, second.key, first.key):
        assert save(client, key).url == f"/en/practices/?topic=prisons#{key}"
    assert titles(client) == ["Second", "First"]
    page = client.get(reverse("practice-list")).content.decode()
    assert page.count("Remove from saved") == 2
    save(client, second.key, is_saved=False)
    save(client, second.key, is_saved=False)
    assert titles(client) == ["First"]
    page = client.get(first.get_absolute_url()).content.decode()
    assert f'action="{reverse("save", args=[first.key])}"' in page
    assert "Remove from saved" in page


def test_what_is_withdrawn_or_hidden_leaves_the_list_at_once_without_a_word(as_user, member):
    profile = ProfileFactory.published(given_name="Amina", listing_mode=ListingMode.NAMED)
    practice = PracticeFactory.published(title="Gone tomorrow")
    client = as_user(member)
    save(client, profile.key)
    save(client, practice.key)
    assert len(titles(client)) == 2
    profile.hide()
    practice.withdraw(a_moderator(), "It named people.")
    page = client.get(reverse("saved")).content.decode()
    assert SAVED in page
    assert "Amina" not in page
    assert "Gone tomorrow" not in page


def test_what_only_members_see_is_saved_by_members_only(as_user, reader, member):
    practice = PracticeFactory.published(title="For members", reach=Audience.MEMBERS)
    assert save(as_user(reader), practice.key).status_code == 404
    assert not Favourite.objects.exists()
    assert save(as_user(member), practice.key).status_code == 302
    member.is_member = False
    member.save()
    assert titles(as_user(member)) == []


def test_hidden_and_missing_records_are_the_same_404(as_user, reader):
    hidden = ProfileFactory.published()
    hidden.hide()
    client = as_user(reader)
    for key in (hidden.key, "no-such-record", "x" * 400):
        assert save(client, key).status_code == 404
        assert save(client, key, is_saved=False).status_code == 302


def test_nobody_sees_what_another_saved(as_user, reader):
    practice = PracticeFactory.published(title="Mine")
    save(as_user(reader), practice.key)
    assert titles(as_user(UserFactory())) == []


def test_visitors_have_no_button_and_are_asked_to_sign_in(client):
    practice = PracticeFactory.published()
    assert 'name="is_saved"' not in client.get(reverse("practice-list")).content.decode()
    assert 'name="is_saved"' not in client.get(practice.get_absolute_url()).content.decode()
    assert "/accounts/login/" in client.get(reverse("saved")).url
    assert save(client, practice.key).url.startswith(reverse("account_login")), "signed out meanwhile"
    assert client.get(reverse("save", args=[practice.key])).status_code == 405


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_button_leads_to_no_other_site(as_user, reader, back):
    assert save(as_user(reader), PracticeFactory.published().key, back=back).url == reverse("saved")


def test_there_is_a_limit_and_it_is_said(as_user, reader, monkeypatch):
    monkeypatch.setattr(favourites, "MOST", 1)
    kept, refused = PracticeFactory.published(title="Kept"), PracticeFactory.published()
    client = as_user(reader)
    save(client, kept.key)
    save(client, refused.key)
    save(client, kept.key)
    assert "You have saved 1 items, which is the limit." in client.get(reverse("practice-list")).content.decode()
    assert titles(client) == ["Kept"]


def test_a_long_list_costs_as_many_queries_as_a_short_one(as_user, reader):
    PracticeFactory.published()
    multiply(40)
    client = as_user(reader)
    keys = [entry.record for entry in client.get(reverse("practice-list")).context["page"]]
    costs = []
    for some in (keys[:3], keys[3:]):
        for key in some:
            save(client, key)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("saved"))
        costs.append(len(captured))
    assert len(titles(client)) == 20
    assert costs[0] == costs[1]


def test_it_is_in_the_copy_of_ones_data_and_goes_with_the_account(as_user, reader):
    practice = PracticeFactory.published()
    save(as_user(reader), practice.key)
    (row,) = data_protection.export(reader)["catalogue.favourite"]
    assert row["record"] == practice.key
    data_protection.erase(reader, take_down=False)
    assert not Favourite.objects.exists()
