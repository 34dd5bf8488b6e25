"""Refusals and suspensions take two moderators, and their author may appeal to somebody else."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from network.accounts.roles import Role
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.moderation import queue
from network.moderation.deadlines import after_working_days
from network.moderation.models import AlreadyDecided, Appeal, Decision, NotPossible, Proposal, Record, Status
from network.moderation.tasks import lapse_proposals
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.letters import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db):
    """A second moderator."""
    return UserFactory.staff(Role.MODERATOR)


@pytest.fixture
def third(db):
    """A moderator who had no part in anything."""
    return UserFactory.staff(Role.MODERATOR)


def freeze(moment):
    """Let the deadlines of moderation be counted from `moment`."""
    return mock.patch("network.moderation.deadlines.timezone.now", lambda: moment)


def at_the_desk(view, record):
    return reverse(f"admin:moderation_record_{view}", args=[record.pk])


def refused(by, seconded_by, **fields):
    practice = PracticeFactory.submitted(**fields)
    practice.propose_refusal(by, practice.edits, "Not our subject.")
    practice.second(seconded_by)
    return practice


def suspended(by, seconded_by, factory=PracticeFactory, **fields):
    record = factory.published(**fields)
    record.suspend(by, "It names people.")
    record.second(seconded_by)
    return record


class TestRefusal:
    def test_it_waits_for_a_second_moderator_and_is_final_then(self, client, moderator, colleague):
        practice = PracticeFactory.submitted()
        client.force_login(moderator)
        answers = {"decision": "refuse", "edits": practice.edits, "grounds": ["scope"], "reason": ""}
        client.post(at_the_desk("review", practice), answers)
        practice.refresh_from_db()
        assert practice.status == Status.SUBMITTED
        assert not Decision.objects.exists()
        assert "Refusal to be confirmed" in client.get("/admin/moderation/record/?status=second").content.decode()
        client.force_login(colleague)
        assert str(Decision.Ground.SCOPE.label) in client.get(at_the_desk("review", practice)).content.decode()
        client.post(at_the_desk("second", practice), {"confirm": "1"})
        practice.refresh_from_db()
        decision = Decision.objects.get()
        assert practice.status == Status.REFUSED
        assert (decision.by, decision.seconded_by, decision.grounds) == (moderator, colleague, ["scope"])

    def test_nobody_confirms_their_own(self, as_user, moderator):
        practice = PracticeFactory.submitted()
        practice.propose_refusal(moderator, practice.edits, "Not our subject.")
        client = as_user(moderator)
        page = client.get(at_the_desk("review", practice)).content.decode()
        assert 'name="confirm"' not in page
        assert 'name="decision"' not in page
        assert "another moderator must confirm it" in page
        page = client.post(at_the_desk("second", practice), {"confirm": "1"}, follow=True).content.decode()
        assert "another moderator must confirm it." in page
        practice.refresh_from_db()
        assert practice.status == Status.SUBMITTED

    def test_the_database_refuses_it_too(self, moderator):
        practice = PracticeFactory.submitted()
        for seconded_by in (None, moderator):
            with pytest.raises(IntegrityError), transaction.atomic():
                Decision.objects.create(
                    record_id=practice.pk, action="refused", by=moderator, seconded_by=seconded_by, reason="x"
                )

    def test_a_colleague_may_think_otherwise(self, moderator, colleague):
        practice = PracticeFactory.submitted()
        practice.propose_refusal(moderator, practice.edits, "Not our subject.")
        practice.approve(colleague, practice.edits)
        assert practice.status == Status.PUBLISHED
        with pytest.raises(AlreadyDecided):
            practice.second(colleague)

    def test_it_is_about_the_text_that_was_read(self, moderator, colleague):
        practice = PracticeFactory.submitted()
        practice.propose_refusal(moderator, practice.edits, "Not our subject.")
        practice.touch()
        with pytest.raises(AlreadyDecided):
            practice.second(colleague)

    def test_what_was_refused_does_not_come_back_by_submitting_it_again(self, moderator, colleague):
        practice = refused(moderator, colleague)
        practice.touch()
        assert practice.status == Status.REFUSED
        with pytest.raises(NotPossible, match="appeal"):
            practice.submit()

    def test_nor_by_withdrawing_what_is_published_beside_it(self, as_user, moderator, colleague):
        practice = PracticeFactory.published()
        practice.touch()
        practice.submit()
        practice.propose_refusal(moderator, practice.edits, "Not our subject.")
        practice.second(colleague)
        practice.withdraw(practice.author, "I take all of it back.")
        practice.touch()
        with pytest.raises(NotPossible, match="appeal"):
            practice.submit()
        page = as_user(practice.author).get(reverse("dashboard")).content.decode()
        assert reverse("appeal", args=[practice.key]) in page


class TestSuspension:
    def test_it_counts_at_once_and_can_be_lifted(self, client, moderator, colleague):
        profile = ProfileFactory.published()
        client.force_login(moderator)
        assert client.post(at_the_desk("suspend", profile), {"reason": " "}).status_code == 422
        client.post(at_the_desk("suspend", profile), {"reason": "Somebody may be in danger."})
        assert not Entry.objects.exists()
        profile.refresh_from_db()
        assert profile.card(Audience.MEMBERS) is None
        assert not profile.user.__class__.objects.get(pk=profile.user_id).is_member
        (letter,) = [letter for letter in deliver() if "suspended" in letter.subject]
        assert letter.to == [profile.user.email]
        assert "Somebody may be in danger." in letter.body
        assert profile.full_name not in letter.message().as_string()
        client.force_login(colleague)
        client.post(at_the_desk("second", profile), {"drop": "1"})
        profile.refresh_from_db()
        assert profile.status == Status.PUBLISHED
        assert profile.card(Audience.MEMBERS) is not None
        assert Entry.objects.exists()
        assert profile.user.__class__.objects.get(pk=profile.user_id).is_member
        assert deliver()[-1].subject == "Expert Network: your contribution is published again"

    def test_nothing_is_for_ever_that_nobody_confirms(self, moderator):
        practice, refused = PracticeFactory.published(), PracticeFactory.submitted()
        practice.suspend(moderator, "Let us look.")
        refused.propose_refusal(moderator, refused.edits, "Not our subject.")
        # A Friday noon: the fifth working day after it is the next Friday.
        proposed_at = datetime(2026, 3, 6, 12, tzinfo=UTC)
        Record.objects.update(edited_at=proposed_at)
        Proposal.objects.update(at=proposed_at)
        for hours, is_over in ((7 * 24 - 1, False), (7 * 24, True)):
            with freeze(proposed_at + timedelta(hours=hours)):
                lapse_proposals()
            assert Proposal.objects.exists() != is_over
        practice.refresh_from_db()
        refused.refresh_from_db()
        assert (practice.status, refused.status) == (Status.PUBLISHED, Status.SUBMITTED)
        assert practice.card(Audience.PUBLIC)
        told = {(letter.to[0], letter.subject) for letter in deliver()}
        assert told >= {
            (practice.author.email, "Expert Network: your contribution is published again"),
            (moderator.email, "Expert Network: your proposal was not confirmed"),
        }
        assert not Decision.objects.exclude(action="approved").exists()

    def test_moderators_are_reminded_before_it_lapses(self, moderator):
        PracticeFactory.published().suspend(moderator, "Let us look.")
        proposed_at = Proposal.objects.get().at
        assert not [line for line in queue.waiting(after_working_days(2, proposed_at)) if line.late]
        assert [line.late for line in queue.waiting(after_working_days(4, proposed_at))] == [1]

    def test_the_author_appeals_at_once_and_is_heard_by_the_second_and_then_by_others(
        self, client, moderator, colleague, third
    ):
        practice = PracticeFactory.published()
        practice.suspend(moderator, "It names people.")
        client.force_login(practice.author)
        page = client.get(reverse("dashboard")).content.decode()
        assert "It names people." in page
        assert reverse("appeal", args=[practice.key]) in page
        assert client.get(reverse("appeal", args=[practice.key])).status_code == 200
        assert client.post(reverse("appeal", args=[practice.key]), {"text": "Nobody is named."}).status_code == 302
        assert client.post(reverse("appeal", args=[practice.key]), {"text": "Again."}).status_code == 404
        assert "The second moderator will read your appeal." in client.get(reverse("dashboard")).content.decode()
        client.force_login(colleague)
        assert "Nobody is named." in client.get(at_the_desk("review", practice)).content.decode()
        assert not Appeal.objects.waiting()
        practice.refresh_from_db()
        practice.second(colleague)
        assert Appeal.objects.waiting().get().text == "Nobody is named."
        assert "answer your appeal" in deliver()[-1].body
        practice.decide_appeal(third, is_granted=True, reason="You are right.")
        assert practice.status == Status.PUBLISHED

    def test_an_appeal_ends_with_the_suspension(self, moderator, colleague):
        practice = PracticeFactory.published()
        for _time in range(2):
            practice.suspend(moderator, "It names people.")
            practice.appeal("Nobody is named.")
            practice.drop_proposal(colleague)
            assert not Appeal.objects.exists()
        with pytest.raises(NotPossible):
            practice.appeal("Nobody is named.")

    def test_a_change_that_waited_waits_again_when_it_is_lifted(self, moderator, colleague):
        practice = PracticeFactory.published()
        practice.touch()
        practice.submit()
        practice.suspend(moderator, "Let us look.")
        practice.drop_proposal(colleague)
        assert practice.status == Status.SUBMITTED
        practice.approve(colleague, practice.edits)

    @pytest.mark.parametrize("submitted_before", [True, False])
    def test_what_was_edited_meanwhile_is_a_draft_when_it_is_lifted(self, moderator, colleague, submitted_before):
        practice = PracticeFactory.published()
        if submitted_before:
            practice.touch()
            practice.submit()
        practice.suspend(moderator, "Let us look.")
        practice.touch()
        practice.drop_proposal(colleague)
        assert practice.status == Status.DRAFT
        assert practice.live is not None

    def test_nobody_decides_about_something_of_their_own(self, moderator, colleague, third):
        practice = PracticeFactory.published(author=colleague)
        practice.suspend(moderator, "Let us look.")
        for step in (practice.drop_proposal, practice.second):
            with pytest.raises(NotPossible, match="your own contribution"):
                step(colleague)
        practice.second(third)
        practice.appeal("It is right.")
        with pytest.raises(NotPossible, match="your own contribution"):
            practice.decide_appeal(colleague, is_granted=True, reason="It is right.")

    def test_confirmed_it_stays_and_the_author_reads_why(
        self, as_user, moderator, colleague, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            practice = suspended(moderator, colleague, author__language="en")
        letter = mail.outbox[-1]
        assert letter.to == [practice.author.email]
        assert "It names people." in letter.body
        assert "You can appeal" in letter.body
        page = as_user(practice.author).get(reverse("dashboard")).content.decode()
        assert "It names people." in page
        assert reverse("appeal", args=[practice.key]) in page

    def test_the_letter_can_be_read_before(self, as_user, moderator):
        practice = PracticeFactory.published()
        answers = {"reason": "See the second source.", "preview": "1"}
        page = as_user(moderator).post(at_the_desk("suspend", practice), answers)
        assert "See the second source." in page.context_data["letter"].text
        assert not Proposal.objects.exists()


class TestAppeal:
    def appeal(self, client, record, text="It is our subject."):
        client.force_login(record.author)
        return client.post(reverse("appeal", args=[record.key]), {"text": text})

    def test_an_author_appeals_once_and_somebody_else_answers(self, client, moderator, colleague, third):
        practice = refused(moderator, colleague)
        assert self.appeal(client, practice, " ").status_code == 422
        self.appeal(client, practice)
        assert self.appeal(client, practice, "Again").status_code == 404
        for involved in (moderator, colleague):
            client.force_login(involved)
            assert "You took part in this decision" in client.get(at_the_desk("review", practice)).content.decode()
            client.post(at_the_desk("answer", practice), {"answer": "uphold", "reason": "No."})
        assert Appeal.objects.waiting().count() == 1
        client.force_login(third)
        assert practice.heading in client.get("/admin/moderation/record/?status=appeal").content.decode()
        assert "It is our subject." in client.get(at_the_desk("review", practice)).content.decode()
        page = client.post(at_the_desk("answer", practice), {"answer": "grant", "reason": ""})
        assert page.status_code == 422
        client.post(at_the_desk("answer", practice), {"answer": "grant", "reason": "You are right."})
        practice.refresh_from_db()
        assert practice.status == Status.SUBMITTED
        assert Appeal.objects.get().outcome.by == third
        practice.approve(third, practice.edits)

    def test_a_suspended_record_is_up_again_as_it_was(self, client, moderator, colleague, third):
        practice = suspended(moderator, colleague)
        self.appeal(client, practice)
        practice.decide_appeal(third, is_granted=True, reason="You are right.")
        assert practice.status == Status.PUBLISHED
        assert client.get(practice.get_absolute_url()).status_code == 200

    def test_what_its_author_changed_meanwhile_still_has_to_be_reviewed(self, client, moderator, colleague, third):
        practice = suspended(moderator, colleague, title="As approved")
        practice.title = "As changed"
        practice.touch()
        self.appeal(client, practice)
        practice.decide_appeal(third, is_granted=True, reason="You are right.")
        assert practice.status == Status.DRAFT
        assert practice.card(Audience.PUBLIC).title == "As approved"

    def test_not_granted_is_the_end(self, client, moderator, colleague, third):
        practice = refused(moderator, colleague)
        self.appeal(client, practice)
        practice.decide_appeal(third, is_granted=False, reason="We looked at it again.")
        assert practice.status == Status.REFUSED
        assert "We looked at it again." in client.get(reverse("dashboard")).content.decode()
        assert self.appeal(client, practice).status_code == 404

    def test_an_appeal_against_a_refusal_lifts_no_later_suspension(self, client, moderator, colleague, third):
        practice = PracticeFactory.published()
        practice.touch()
        practice.submit()
        practice.propose_refusal(moderator, practice.edits, "Not our subject.")
        practice.second(colleague)
        self.appeal(client, practice)
        practice.suspend(moderator, "It names people.")
        with pytest.raises(AlreadyDecided):
            practice.decide_appeal(third, is_granted=True, reason="It is our subject.")
        practice.drop_proposal(colleague)
        practice.decide_appeal(third, is_granted=True, reason="It is our subject.")
        assert practice.status == Status.SUBMITTED
        assert practice.live is not None

    def test_only_the_author_and_only_against_a_decision(self, client, moderator, colleague):
        practice = refused(moderator, colleague)
        client.force_login(UserFactory())
        assert client.get(reverse("appeal", args=[practice.key])).status_code == 404
        assert self.appeal(client, PracticeFactory.published()).status_code == 404


def test_what_waits_for_a_colleague_stands_on_the_start_page(client, moderator, colleague):
    refused(moderator, colleague).appeal("It is our subject.")
    PracticeFactory.published().suspend(moderator, "Let us look.")
    assert [(line.filters, line.count) for line in queue.waiting()] == [("status=appeal", 1), ("status=second", 1)]
    client.force_login(moderator)
    page = client.get(reverse("admin:index")).content.decode()
    assert "Appeals" in page
    assert "Refusals and suspensions to be confirmed" in page
