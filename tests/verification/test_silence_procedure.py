"""A country may object before what its State institutions contribute is published; its silence is consent."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from network.accounts.models import Look
from network.catalogue.audiences import Audience
from network.moderation.models import NotPossible, Status
from network.verification import endorsing
from network.verification.models import Consultation
from tests.factories import PracticeFactory, ProfileFactory
from tests.letters import deliver
from tests.verification.mandates import focal_point, say, word

pytestmark = pytest.mark.django_db

PAGE = "my-countries"


class TestSilenceProcedure:
    def test_a_practice_of_a_state_institution_waits_for_its_country(self, moderator):
        focal_point()
        practice = PracticeFactory.submitted(lead_kind_id="police")
        with pytest.raises(NotPossible, match="Kenya may still object"):
            practice.approve(moderator, practice.edits)
        practice.refresh_from_db()
        assert practice.status == Status.SUBMITTED
        assert practice.live is None

    def test_silence_is_consent_and_shown_as_that(self, client, moderator):
        focal_point()
        practice = PracticeFactory.submitted(lead_kind_id="police")
        Consultation.objects.update(deadline=timezone.now() - timedelta(hours=1))
        practice.approve(moderator, practice.edits)
        assert "Kenya had no objection to publication" in client.get(practice.get_absolute_url()).content.decode()

    def test_an_objection_keeps_it_unpublished_and_moderators_read_why(self, client, moderator):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        assert say(client, mandate, practice, "object").status_code == 422
        say(client, mandate, practice, "object", "The figures are wrong.")
        client.force_login(moderator)
        review = reverse("admin:moderation_record_review", args=[practice.pk])
        assert "The figures are wrong." in client.get(review).content.decode()
        page = client.post(review, {"decision": "approve", "edits": practice.edits, "reason": ""}, follow=True)
        assert "objects: The figures are wrong." in page.content.decode()
        practice.refresh_from_db()
        assert practice.live is None

    def test_a_revised_text_is_put_to_the_country_once_more(self, client, moderator):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        say(client, mandate, practice, "object", "The figures are wrong.")
        practice.refresh_from_db()
        practice.return_to_author(moderator, practice.edits, "See the objection.")
        practice.touch()
        practice.submit()
        assert Consultation.objects.get().is_open
        say(client, mandate, practice, "no-objection")
        practice.refresh_from_db()
        practice.approve(moderator, practice.edits)

    def test_it_is_said_once_why_something_cannot_be_published(self, client, moderator):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        say(client, mandate, practice, "object", "The figures are wrong.")
        client.force_login(moderator)
        review = reverse("admin:moderation_record_review", args=[practice.pk])
        page = client.post(review, {"decision": "approve", "edits": practice.edits, "reason": ""})
        assert page.status_code == 409
        assert page.content.decode().count("The figures are wrong.") == 1

    @pytest.mark.parametrize("statement", ["no-objection", "endorse"])
    def test_an_objection_can_be_read_again_and_withdrawn_and_moderators_are_told(self, client, moderator, statement):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        say(client, mandate, practice, "object", "The figures are wrong.")
        Consultation.objects.update(deadline=timezone.now() - timedelta(hours=1))
        assert word(practice) in client.get(reverse(PAGE)).content.decode()
        page = client.get(word(practice)).content.decode()
        assert "The figures are wrong." in page
        assert "We withdraw our objection" in page
        deliver()
        say(client, mandate, practice, statement)
        (letter,) = [letter for letter in deliver() if letter.to == [moderator.email]]
        assert "Kenya has withdrawn its objection" in letter.body
        assert practice.title not in letter.body + letter.subject
        practice.approve(moderator, practice.edits)

    def test_an_objection_may_be_explained_better_and_nobody_is_told_that_it_is_gone(self, client, moderator):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        for reason in ("The figures are wrong.", "The figures of 2019 are wrong."):
            say(client, mandate, practice, "object", reason)
        assert Consultation.objects.get().remark == "The figures of 2019 are wrong."
        assert not [letter for letter in deliver() if letter.to == [moderator.email]]

    def test_it_is_over_at_the_deadline(self, client):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        Consultation.objects.update(deadline=timezone.now() - timedelta(hours=1))
        assert say(client, mandate, practice, "object", "Too late").status_code == 404

    def test_the_deadline_is_ten_working_days_away(self):
        focal_point()
        PracticeFactory.submitted(lead_kind_id="police")
        consultation = Consultation.objects.get()
        assert (consultation.deadline - consultation.begun_at).days in {11, 13, 14, 15}

    def test_whoever_turns_out_to_be_civil_society_is_not_held_up_any_more(self, client, moderator):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        say(client, mandate, practice, "object", "The figures are wrong.")
        assert f"response about “{practice.title}” has been recorded" in client.get(reverse(PAGE)).text
        practice.refresh_from_db()
        practice.lead_kind_id = "civil-society"
        practice.touch()
        practice.submit()
        client.force_login(mandate.user)
        assert practice.title not in client.get(reverse(PAGE)).content.decode()
        practice.approve(moderator, practice.edits)

    def test_an_objection_ends_with_the_last_focal_point_of_the_country(self, client, moderator):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        say(client, mandate, practice, "object", "The figures are wrong.")
        mandate.delete()
        practice.refresh_from_db()
        practice.approve(moderator, practice.edits)

    def test_a_text_that_went_back_to_its_author_is_not_shown(self, client, moderator):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        practice.return_to_author(moderator, practice.edits, "It names people.")
        client.force_login(mandate.user)
        assert practice.title not in client.get(reverse(PAGE)).content.decode()
        assert client.get(word(practice)).status_code == 404

    @pytest.mark.parametrize("loses", ["role", "desk", "account", "factor"])
    def test_whoever_acts_as_focal_point_no_longer_is_not_asked_and_sees_nothing(self, client, settings, loses):
        settings.STAFF_SECOND_FACTOR_REQUIRED = loses == "factor"
        mandate = focal_point()
        match loses:
            case "role":
                mandate.user.groups.clear()
            case "desk":
                mandate.user.is_staff = False
            case "account":
                mandate.user.is_active = False
        mandate.user.save()
        practice = PracticeFactory.submitted(lead_kind_id="police")
        assert not Consultation.objects.exists()
        assert endorsing.find(mandate.user, practice.key) is None

    def test_whoever_loses_the_role_while_asked_holds_nothing_up_and_is_written_to_no_more(self, client, moderator):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        mandate.user.groups.clear()
        assert deliver() == []
        client.force_login(mandate.user)
        assert client.get(reverse(PAGE)).status_code == client.get(word(practice)).status_code == 404
        practice.approve(moderator, practice.edits)

    @pytest.mark.parametrize("kind", ["civil-society", "academia", "victims-association", "nhri", "private-sector"])
    def test_civil_society_and_others_are_not_put_to_any_government(self, client, moderator, kind):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id=kind)
        assert not Consultation.objects.exists()
        client.force_login(mandate.user)
        assert practice.title not in client.get(reverse(PAGE)).content.decode()
        assert client.get(word(practice)).status_code == 404
        practice.approve(moderator, practice.edits)

    def test_no_government_is_asked_about_a_person(self, moderator):
        focal_point()
        profile = ProfileFactory.submitted(background="official", institution_kind_id="police")
        assert not Consultation.objects.exists()
        profile.approve(moderator, profile.edits)

    def test_a_change_of_what_is_public_is_not_put_to_it_again(self, moderator):
        practice = PracticeFactory.published(lead_kind_id="police")
        focal_point()
        practice.touch()
        practice.submit()
        assert not Consultation.objects.exists()

    def test_a_ministry_that_takes_over_is_put_to_its_country(self, client, moderator):
        practice = PracticeFactory.published(lead_kind_id="civil-society")
        mandate = focal_point()
        practice.lead_kind_id = "police"
        practice.touch()
        practice.submit()
        assert [mandate.user.email] in [letter.to for letter in deliver()]
        with pytest.raises(NotPossible, match="Kenya may still object"):
            practice.approve(moderator, practice.edits)
        client.force_login(mandate.user)
        assert practice.title in client.get(word(practice)).content.decode()
        say(client, mandate, practice, "no-objection")
        practice.refresh_from_db()
        practice.approve(moderator, practice.edits)
        assert practice.card(Audience.PUBLIC).lead_kind == "police"

    def test_a_country_that_comes_in_later_is_asked_and_the_first_one_not_again(self):
        practice = PracticeFactory.published(lead_kind_id="police")
        focal_point()
        focal_point("UG")
        practice.countries.add("UG")
        practice.touch()
        practice.submit()
        assert Consultation.objects.get().country_id == "UG"

    def test_nobody_is_asked_about_their_own(self, client, moderator):
        mandate = focal_point()
        practice = PracticeFactory.submitted(lead_kind_id="police", author=mandate.user)
        assert not Consultation.objects.exists()
        practice.approve(moderator, practice.edits)
        client.force_login(mandate.user)
        assert client.get(word(practice)).status_code == 404
        with pytest.raises(NotPossible, match="your own contribution"):
            endorsing.endorse(practice, mandate)

    def test_the_country_is_told_once_without_a_title(self, django_capture_on_commit_callbacks):
        mandate = focal_point()
        with django_capture_on_commit_callbacks(execute=True):
            practice = PracticeFactory.submitted(lead_kind_id="police")
        (letter,) = deliver()
        assert letter.to == [mandate.user.email]
        assert "Kenya" in letter.body
        assert "we will record that there is no objection" in letter.body
        assert practice.title not in letter.body + letter.subject

    def test_the_author_reads_who_looked(self, client):
        mandate, practice = focal_point(), PracticeFactory.submitted(lead_kind_id="police")
        client.force_login(mandate.user)
        page = client.get(word(practice)).content.decode()
        assert practice.approach in page
        look = Look.objects.get()
        assert (look.subject, look.by, look.what) == (practice.author, mandate.user, Look.What.CONSULTATION)

    def test_the_database_wants_to_know_why(self):
        focal_point()
        PracticeFactory.submitted(lead_kind_id="police")
        with pytest.raises(IntegrityError), transaction.atomic():
            Consultation.objects.update(outcome="objected")
