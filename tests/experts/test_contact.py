"""Contact details: for members whose session used a second factor, and seen by the expert to be looked at."""

import pytest
from django.urls import reverse

from network.accounts.models import Look
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from tests.factories import ProfileFactory, UserFactory
from tests.sessions import with_second_factor

pytestmark = pytest.mark.django_db

CONTACT = "+254 700 000000 zq-contact"
SHARED = {"contact": Audience.MEMBERS.value}


def address(profile):
    return reverse("expert-contact", args=[profile.slug])


def test_a_member_gives_a_second_factor_first(as_user, member):
    profile = ProfileFactory.published(contact=CONTACT, audiences=SHARED)
    client = as_user(member)
    page = client.get(profile.get_absolute_url()).content.decode()
    assert address(profile) in page
    assert CONTACT not in page
    response = client.get(address(profile))
    assert response.status_code == 302
    assert response.url == reverse("mfa_index")
    assert CONTACT in with_second_factor(client).get(address(profile)).content.decode()
    assert CONTACT not in client.get(profile.get_absolute_url()).content.decode()


def test_the_expert_sees_who_looked(client, member):
    profile = ProfileFactory.published(contact=CONTACT, audiences=SHARED)
    client.force_login(member)
    client.get(address(profile))
    assert not Look.objects.filter(subject=profile.user).exists()
    with_second_factor(client).get(address(profile))
    client.force_login(profile.user)
    assert str(Look.What.CONTACT.label) in client.get(reverse("my-data")).content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"audiences": {}},
        {"listing_mode": "role-only"},
        {"listing_mode": "hidden"},
        {"audiences": SHARED | {"name": Audience.STAFF.value}},
        {"contact": ""},
    ],
)
def test_what_is_not_shared_is_missing(as_user, member, changed):
    profile = ProfileFactory.published(**{"contact": CONTACT, "audiences": SHARED} | changed)
    client = with_second_factor(as_user(member))
    assert client.get(address(profile)).status_code == 404


@pytest.mark.parametrize("change", [{"contact": ""}, {"contact": "zq-new-number"}, {"audiences": {}}])
def test_taking_it_back_counts_at_once_and_a_new_number_waits(as_user, member, change):
    profile = ProfileFactory.published(contact=CONTACT, audiences=SHARED)
    client = with_second_factor(as_user(member))
    assert CONTACT in client.get(address(profile)).content.decode()
    for name, value in change.items():
        setattr(profile, name, value)
    profile.touch()
    assert client.get(address(profile)).status_code == 404
    assert address(profile) not in client.get(profile.get_absolute_url()).content.decode()


def test_it_is_for_members_only_and_in_no_index(client):
    profile = ProfileFactory.published(contact=CONTACT, audiences={"contact": Audience.PUBLIC.value})
    for user in (None, UserFactory()):
        client.logout()
        if user:
            client.force_login(user)
            with_second_factor(client)
        assert client.get(address(profile)).status_code in {302, 404}
        assert address(profile) not in client.get(profile.get_absolute_url()).content.decode()
    assert not Entry.objects.filter(vector="contact").exists()
    assert "contact" not in profile.card(Audience.MEMBERS)


def test_members_are_invited_to_a_second_factor_until_they_have_one(as_user, member):
    client = as_user(member)
    assert "Set it up" in client.get(reverse("dashboard")).content.decode()
    member.authenticator_set.create(type="totp", data={"secret": "x"})
    assert "Set it up" not in client.get(reverse("dashboard")).content.decode()
