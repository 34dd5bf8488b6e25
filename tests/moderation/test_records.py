"""The steps of a record: nothing is public before a person approved it, and nothing is overwritten."""

import pytest
from django.core import mail
from django.db import OperationalError
from django.urls import reverse

from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement, Entry
from network.languages import Language
from network.moderation.models import AlreadyDecided, Decision, NotPossible, Status
from network.moderation.querysets import RecordQuerySet
from tests.factories import PracticeFactory, ProfileFactory
from tests.letters import deliver

pytestmark = pytest.mark.django_db


def edit(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    record.touch()


@pytest.mark.parametrize("factory", [PracticeFactory, ProfileFactory])
def test_nothing_is_listed_before_approval(factory):
    record = factory()
    record.submit()
    assert not Entry.objects.exists()
    assert record.card(Audience.MEMBERS) is None


def test_approval_lists_the_record_for_each_audience_in_each_language(moderator):
    practice = PracticeFactory.submitted()
    practice.approve(moderator, practice.edits)
    assert Entry.objects.filter(record=practice.key).count() == 2 * len(Language)
    assert Announcement.objects.get().change == Announcement.Change.PUBLISHED
    assert practice.code.startswith("GP-")


def test_an_incomplete_record_is_not_submitted():
    practice = PracticeFactory(rights_safeguards="")
    with pytest.raises(NotPossible):
        practice.submit()
    assert "human rights and safeguards" in [str(missing.label) for missing in practice.missing()]


def test_an_edit_waits_beside_the_approved_version(moderator):
    practice = PracticeFactory.published(title="Approved title")
    edit(practice, title="Proposed title")
    practice.submit()
    assert practice.card(Audience.PUBLIC).title == "Approved title"
    assert set(Entry.objects.values_list("title", flat=True)) == {"Approved title"}
    practice.approve(moderator, practice.edits)
    assert practice.card(Audience.PUBLIC).title == "Proposed title"
    assert set(Entry.objects.values_list("title", flat=True)) == {"Proposed title"}
    assert [version.number for version in practice.versions.all()] == [1, 2]


def test_what_changes_while_it_waits_must_be_submitted_again(moderator):
    practice = PracticeFactory.submitted()
    read = practice.edits
    edit(practice, title="Changed behind the moderator's back")
    with pytest.raises(AlreadyDecided):
        practice.approve(moderator, read)
    practice.submit()
    with pytest.raises(AlreadyDecided):
        practice.approve(moderator, read)
    assert not Entry.objects.exists()


def test_the_second_of_two_moderators_is_told(moderator):
    practice = PracticeFactory.submitted()
    practice.return_to_author(moderator, practice.edits, "Name the source of the figure.")
    with pytest.raises(AlreadyDecided):
        practice.approve(moderator, practice.edits)
    assert Decision.objects.get().action == Decision.Action.RETURNED


def test_a_returned_record_says_why_and_can_come_back(moderator, django_capture_on_commit_callbacks):
    practice = PracticeFactory.submitted(author__language="fr")
    with django_capture_on_commit_callbacks(execute=True):
        practice.return_to_author(moderator, practice.edits, "Name the source of the figure.")
    assert practice.status == Status.RETURNED
    letter = mail.outbox[0]
    assert letter.to == [practice.author.email]
    assert "Name the source of the figure." in letter.body
    assert practice.title not in letter.subject
    practice.submit()
    assert practice.status == Status.SUBMITTED


def test_a_letter_is_sent_once(moderator):
    practice = PracticeFactory.submitted()
    practice.approve(moderator, practice.edits)
    assert len(deliver()) == 1
    assert len(deliver()) == 1


def test_nobody_gets_a_letter_about_what_they_did_themselves(member):
    practice = PracticeFactory.published(author=member)
    told = len(deliver())
    practice.withdraw(member, "Over.")
    assert len(deliver()) == told


def test_withdrawal_removes_every_entry_at_once(moderator):
    practice = PracticeFactory.published()
    practice.withdraw(moderator, "Asked for by the institution.")
    assert not Entry.objects.exists()
    assert practice.card(Audience.MEMBERS) is None
    assert Announcement.objects.last().change == Announcement.Change.HIDDEN
    with pytest.raises(AlreadyDecided):
        practice.withdraw(moderator, "Again.")


def test_an_accepted_expert_becomes_a_member_and_stops_being_one(moderator):
    profile = ProfileFactory.submitted()
    assert not profile.user.is_member
    profile.approve(moderator, profile.edits)
    profile.user.refresh_from_db()
    assert profile.user.is_member
    profile.withdraw(moderator, "Left the post.")
    profile.user.refresh_from_db()
    assert not profile.user.is_member


class TestAudiences:
    def test_showing_less_counts_at_once_and_showing_more_waits(self, moderator):
        profile = ProfileFactory.published(audiences={"summary": Audience.PUBLIC.value})
        assert profile.card(Audience.PUBLIC).summary
        edit(profile, audiences={"summary": Audience.STAFF.value})
        assert profile.card(Audience.MEMBERS).get("summary") is None
        profile.submit()
        profile.approve(moderator, profile.edits)
        edit(profile, audiences={"summary": Audience.PUBLIC.value})
        assert profile.card(Audience.MEMBERS).get("summary") is None
        profile.submit()
        profile.approve(moderator, profile.edits)
        assert profile.card(Audience.PUBLIC).summary

    def test_a_name_kept_from_the_public_stands_nowhere_public(self):
        profile = ProfileFactory.published(given_name="Canary", listing_mode="named")
        public = Entry.objects.filter(audience=Audience.PUBLIC)
        assert not public.filter(title__contains="Canary").exists()
        assert profile.card(Audience.MEMBERS).display_name == "Canary Example"
        assert profile.card(Audience.PUBLIC).display_name == profile.role_name

    def test_role_only_hides_the_name_from_members_too(self):
        profile = ProfileFactory.published(given_name="Canary", listing_mode="role-only")
        assert profile.card(Audience.MEMBERS).display_name == profile.role_name

    def test_hide_me_now_empties_the_index_at_once(self):
        profile = ProfileFactory.published()
        profile.hide()
        assert not Entry.objects.exists()
        assert profile.card(Audience.MEMBERS) is None

    def test_a_practice_for_members_has_no_public_card(self):
        practice = PracticeFactory.published(reach=Audience.MEMBERS)
        assert practice.card(Audience.PUBLIC) is None
        assert practice.card(Audience.MEMBERS).title == practice.title


class TestAtTheSameTime:
    @pytest.fixture(autouse=True)
    def _held(self, monkeypatch):
        """Somebody else holds every row for longer than the database waits."""

        def wait(*args, **kwargs):
            raise OperationalError("canceling statement due to lock timeout")

        self.hold = lambda: monkeypatch.setattr(RecordQuerySet, "select_for_update", wait)

    def test_a_moderator_is_told_to_try_again(self, as_user, moderator):
        practice = PracticeFactory.submitted()
        self.hold()
        answers = {"decision": "approve", "edits": practice.edits, "reason": ""}
        address = reverse("admin:moderation_record_review", args=[practice.pk])
        assert "Try again in a minute" in as_user(moderator).post(address, answers, follow=True).content.decode()
        practice.refresh_from_db()
        assert practice.status == Status.SUBMITTED

    def test_whoever_hides_is_told_that_it_did_not_work(self, as_user):
        profile = ProfileFactory.published()
        self.hold()
        page = as_user(profile.user).post(reverse("profile-hide"), follow=True).content.decode()
        assert "Try again in a minute" in page

    def test_an_author_loses_nothing_that_was_typed(self, as_user):
        practice = PracticeFactory()
        self.hold()
        address = reverse("practice-edit", args=[practice.key, "story"])
        page = as_user(practice.author).post(address, {"challenge": "Typed for an hour"})
        assert page.status_code == 409
        assert "Try again in a minute" in page.content.decode()
        assert "Typed for an hour" in page.content.decode()
