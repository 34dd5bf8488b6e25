"""A member reads as many profiles as a person would; then the portal stops and staff are told."""

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_a_day(settings):
    settings.PROFILES_A_DAY = 3
    settings.ADMINS = [("", "security@example.org")]


def read(client, profile, times):
    return [client.get(profile.get_absolute_url()).status_code for _time in range(times)]


def test_a_member_who_collects_is_stopped_and_staff_are_told_once(client, member):
    profile = ProfileFactory.published(given_name="Amina")
    client.force_login(member)
    assert read(client, profile, 5) == [200, 200, 200, 429, 429]
    (note,) = mail.outbox
    assert str(member) in note.body
    assert member.email not in note.body
    assert "Amina" not in client.get(profile.get_absolute_url()).content.decode()


def test_the_rest_of_the_portal_stays_open(client, member):
    profile = ProfileFactory.published()
    client.force_login(member)
    read(client, profile, 4)
    assert client.get(reverse("dashboard")).status_code == 200


def test_strangers_and_staff_are_not_counted(client, moderator):
    profile = ProfileFactory.published()
    assert read(client, profile, 5) == [200] * 5
    client.force_login(moderator)
    assert read(client, profile, 5) == [200] * 5
