"""A focal point stands behind what is published, for a time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.accounts.roles import Role
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement
from network.verification import endorsing, tasks
from network.verification.models import Endorsement
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.letters import deliver
from tests.verification.mandates import focal_point, published, say, word

pytestmark = pytest.mark.django_db

PAGE = "my-countries"


class TestEndorsement:
    def test_readers_see_who_when_and_until_when(self, client):
        mandate, practice = focal_point(), published(lead_kind_id="police")
        say(client, mandate, practice, "endorse")
        client.logout()
        page = client.get(practice.get_absolute_url()).content.decode()
        assert "Endorsed by Kenya" in page
        assert "National Counter Terrorism Centre" in page
        (said,) = practice.__class__.objects.get(pk=practice.pk).card(Audience.PUBLIC).endorsements
        assert said["expires_at"] - said["at"] == Endorsement.VALID_FOR
        assert f"{said['expires_at']:%Y}" in page
        assert "It is not an assessment by the United Nations." in page

    def test_it_expires(self, client):
        mandate, practice = focal_point(), published(lead_kind_id="police")
        endorsing.endorse(practice, mandate)
        Endorsement.objects.update(expires_at=timezone.now() - timedelta(days=1))
        assert "Endorsed by" not in client.get(practice.get_absolute_url()).content.decode()

    def test_it_is_renewed_and_taken_back(self, client):
        mandate, practice = focal_point(), published(lead_kind_id="police")
        say(client, mandate, practice, "endorse")
        say(client, mandate, practice, "endorse")
        assert Endorsement.objects.in_force().count() == 1
        say(client, mandate, practice, "take-back")
        assert not Endorsement.objects.in_force().exists()
        assert Endorsement.objects.count() == 2
        assert "Endorsed by" not in client.get(practice.get_absolute_url()).content.decode()

    def test_nobody_speaks_for_another_country(self, client):
        mandate, practice = focal_point("NG"), published(lead_kind_id="police")
        assert say(client, mandate, practice, "endorse").status_code == 404
        both = published(lead_kind_id="police", related__countries=["KE", "NG"])
        client.post(word(both), {"country": "KE", "statement": "endorse"})
        assert not Endorsement.objects.exists()
        assert both.title in client.get(reverse(PAGE)).content.decode()
        assert practice.title not in client.get(reverse(PAGE)).content.decode()

    def test_without_a_mandate_there_is_nothing(self, client, moderator, member):
        practice = published(lead_kind_id="police")
        for user in (UserFactory.staff(Role.FOCAL_POINT), moderator, member):
            client.force_login(user)
            assert client.get(reverse(PAGE)).status_code == 404
            assert client.get(word(practice)).status_code == 404

    def test_civil_society_is_endorsed_only_if_it_asks_and_always_says_what_it_is(self, client):
        mandate = focal_point()
        unasked = PracticeFactory.published(lead_kind_id="civil-society")
        asked = PracticeFactory.published(lead_kind_id="civil-society", seeks_endorsement=True)
        assert say(client, mandate, unasked, "endorse").status_code == 404
        assert say(client, mandate, asked, "endorse").status_code == 302
        for practice in (unasked, asked):
            page = client.get(practice.get_absolute_url()).content.decode()
            assert "does not represent a government position" in page
            assert ("Endorsed by Kenya" in page) == (practice == asked)

    def test_whoever_does_not_want_it_any_more_does_not_show_it(self, client):
        mandate, practice = focal_point(), PracticeFactory.published(lead_kind_id="academia", seeks_endorsement=True)
        endorsing.endorse(practice, mandate)
        practice.seeks_endorsement = False
        practice.touch()
        assert "Endorsed by" not in client.get(practice.get_absolute_url()).content.decode()

    def test_an_expert_asks_for_it_and_is_shown_as_chosen(self, client):
        mandate = focal_point()
        quiet, asking = ProfileFactory.published(), ProfileFactory.published(seeks_endorsement=True)
        client.force_login(mandate.user)
        assert client.get(word(quiet)).status_code == 404
        assert asking.summary in client.get(word(asking)).content.decode()
        say(client, mandate, asking, "endorse")
        assert "Endorsed by Kenya" in client.get(asking.get_absolute_url()).content.decode()

    def test_it_never_tells_the_country_of_somebody_who_hides_it(self, client):
        mandate = focal_point()
        profile = ProfileFactory.published(
            seeks_endorsement=True, audiences={"duty_country": Audience.MEMBERS.value, "countries": 0}
        )
        endorsing.endorse(profile, mandate)
        client.force_login(ProfileFactory.published(duty_country_id="GH").user)
        assert "Endorsed by Kenya" in client.get(profile.get_absolute_url()).content.decode()
        client.logout()
        page = client.get(profile.get_absolute_url()).content.decode()
        assert "Kenya" not in page
        assert "National Counter Terrorism Centre" not in page

    @pytest.mark.parametrize("level", [Audience.STAFF, Audience.MEMBERS])
    def test_nor_does_the_list_of_who_may_be_endorsed(self, client, level):
        mandate = focal_point()
        profile = ProfileFactory.published(seeks_endorsement=True, audiences={"duty_country": level.value})
        client.force_login(mandate.user)
        shown = profile.full_name in client.get(reverse(PAGE)).content.decode()
        assert shown == (level == Audience.MEMBERS)

    def test_a_name_that_members_do_not_see_is_not_shown_to_a_focal_point(self, client):
        mandate = focal_point()
        profile = ProfileFactory.published(
            seeks_endorsement=True, listing_mode="role-only", given_name="Canary", family_name="Hidden"
        )
        endorsing.endorse(profile, mandate)
        client.force_login(mandate.user)
        for address in (reverse(PAGE), word(profile)):
            assert "Canary" not in client.get(address).content.decode()
        profile.hide()
        page = client.get(reverse(PAGE)).content.decode()
        assert profile.role_name not in page
        assert client.get(word(profile)).status_code == 404

    def test_nobody_is_alerted_because_of_it(self):
        mandate, practice = focal_point(), published(lead_kind_id="police")
        endorsing.endorse(practice, mandate)
        assert not Announcement.objects.latest("pk").is_material

    def test_the_focal_point_is_reminded_once_before_it_ends(self):
        mandate = focal_point()
        for _number in range(2):
            endorsing.endorse(published(lead_kind_id="police"), mandate)
        tasks.remind()
        assert not [letter for letter in deliver() if letter.to == [mandate.user.email]]
        Endorsement.objects.update(expires_at=timezone.now() + timedelta(days=20))
        tasks.remind()
        tasks.remind()
        (letter,) = [letter for letter in deliver() if letter.to == [mandate.user.email]]
        assert "2 of your endorsements" in letter.body


def test_the_page_of_a_country_costs_the_same_with_many_records(client, django_assert_num_queries):
    mandate = focal_point()
    client.force_login(mandate.user)

    def add():
        endorsing.endorse(PracticeFactory.published(lead_kind_id="academia", seeks_endorsement=True), mandate)
        PracticeFactory.submitted(lead_kind_id="police")

    add()
    client.get(reverse(PAGE))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(PAGE))
    for _number in range(5):
        add()
    with django_assert_num_queries(len(few)):
        client.get(reverse(PAGE))
