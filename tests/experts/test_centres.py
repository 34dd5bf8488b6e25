"""Centres of excellence: who may describe one, what readers see, whose word it is, and what becomes of it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from experts.models import Centre
from network.accounts import data_protection
from network.accounts.roles import Role
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.verification import endorsing
from network.verification.models import Consultation, FocalPoint
from tests.factories import CentreFactory, ProfileFactory, UserFactory, a_moderator

pytestmark = pytest.mark.django_db

NOT_CONFIRMED = "Compiled from public sources, not confirmed by the institution"


def text_of(response):
    return response.content.decode()


def notes_of(centre):
    return Entry.objects.get(record=centre.key, audience=Audience.PUBLIC, language="en").notes


@pytest.mark.parametrize(
    ("who", "status"), [("keeper", 200), ("member", 404), ("moderator", 404), ("newcomer", 404), ("nobody", 302)]
)
def test_only_its_keeper_edits_a_centre(client, who, status):
    centre = CentreFactory.published()
    people = {
        "keeper": lambda: centre.author,
        "member": lambda: ProfileFactory.published().user,
        "moderator": a_moderator,
        "newcomer": UserFactory,
    }
    if who in people:
        client.force_login(people[who]())
    for step in ("start", "identity", "review"):
        assert client.get(reverse("centre-edit", args=[centre.key, step])).status_code == status


def test_a_member_describes_one_in_steps(client, member):
    client.force_login(member)
    page = client.get(reverse("centre-new"))
    answers = {
        "begins": page.context["form"].initial["begins"],
        "name": "Academy of Example",
        "original_name": "Académie d’Exemple",
        "name_language": "fr",
        "original_language": "en",
        "basis": "sources",
        "website": "http://example.org",
    }
    refused = client.post(reverse("centre-new"), answers)
    assert refused.status_code == 422
    assert "must begin with https://" in text_of(refused)
    assert client.post(reverse("centre-new"), answers | {"website": "https://example.org"}).status_code == 302
    centre = Centre.objects.get()
    assert (centre.author, centre.name_language_id) == (member, "fr")


def test_the_database_knows_secure_websites_only():
    with pytest.raises(IntegrityError), transaction.atomic():
        CentreFactory(website="http://example.org")


class TestWord:
    """What is compiled says so wherever it is shown, until somebody who may has confirmed it."""

    def test_page_and_rows_say_that_nobody_confirmed_it(self, client):
        centre = CentreFactory.published(basis="sources")
        assert NOT_CONFIRMED in text_of(client.get(centre.get_absolute_url()))
        assert NOT_CONFIRMED in text_of(client.get(reverse("centre-list")))

    def test_what_the_institution_has_confirmed_says_nothing_of_it(self, client):
        centre = CentreFactory.published(basis="institution")
        assert NOT_CONFIRMED not in text_of(client.get(centre.get_absolute_url()))
        assert NOT_CONFIRMED not in notes_of(centre)

    def test_an_endorsement_confirms_it_and_its_end_takes_that_back(self):
        centre = CentreFactory.published(basis="sources", seeks_endorsement=True)
        mandate = FocalPoint.objects.create(
            user=UserFactory.staff(Role.FOCAL_POINT), country_id="KE", office="National Centre"
        )
        endorsing.endorse(centre, mandate)
        assert NOT_CONFIRMED not in notes_of(centre)
        endorsing.take_back(centre, mandate)
        assert NOT_CONFIRMED in notes_of(centre)


@pytest.mark.parametrize(
    ("run_by", "institution_kind", "is_asked"),
    [
        ("state", "centre-of-excellence", True),
        ("other", "police", True),
        ("civil-society", "police", True),
        ("organization", "centre-of-excellence", False),
        ("civil-society", "centre-of-excellence", False),
        ("academia", "academia", False),
    ],
)
def test_a_government_is_asked_about_its_own_institutions_only(run_by, institution_kind, is_asked):
    FocalPoint.objects.create(user=UserFactory.staff(Role.FOCAL_POINT), country_id="KE", office="National Centre")
    centre = CentreFactory.submitted(run_by=run_by, institution_kind_id=institution_kind)
    assert Consultation.objects.filter(record=centre.pk, country="KE").exists() == is_asked


class TestKeeper:
    """The keeper is reached through messages, as far as their profile shows them."""

    def test_who_wants_to_be_named_is_found_and_asked(self, client, as_user, member):
        keeper = ProfileFactory.published().user
        centre = CentreFactory.published(author=keeper, is_credited=True)
        page = text_of(client.get(centre.get_absolute_url()))
        assert keeper.profile.role_name in page
        assert keeper.profile.given_name not in page
        assert keeper.email not in page
        assert "Ask about this centre" in text_of(as_user(member).get(centre.get_absolute_url()))

    @pytest.mark.parametrize("act", ["hide", "unname"])
    def test_who_no_longer_wants_it_is_gone_at_once(self, client, act):
        keeper = ProfileFactory.published().user
        centre = CentreFactory.published(author=keeper, is_credited=True)
        before = client.get(centre.get_absolute_url())
        if act == "hide":
            keeper.profile.hide()
        else:
            centre.is_credited = False
            centre.touch()
        after = client.get(centre.get_absolute_url(), headers={"if-none-match": before.headers["ETag"]})
        assert after.status_code == 200
        assert "Described by" in text_of(before)
        assert "Described by" not in text_of(after)

    @pytest.mark.parametrize("take_down", [False, True])
    def test_a_centre_outlives_its_keeper_unless_they_take_it_along(self, client, take_down):
        keeper = ProfileFactory.published().user
        role = keeper.profile.role_name
        centre = CentreFactory.published(author=keeper, is_credited=True, contributor_note="Only for staff")
        data_protection.erase(keeper, take_down=take_down)
        response = client.get(centre.get_absolute_url())
        assert response.status_code == (404 if take_down else 200)
        assert role not in text_of(response)
        assert not Centre.objects.filter(contributor_note="Only for staff").exists()


def test_search_engines_read_of_an_organization(client):
    centre = CentreFactory.published(website="https://example.org", founded_year=2004)
    page = text_of(client.get(centre.get_absolute_url()))
    assert '"@type": "Organization"' in page
    assert '"foundingDate": "2004"' in page
