"""One record at the desk: everything at hand, and nobody decides over somebody else's decision."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from experts.models import ListingMode
from network.accounts.roles import Role
from network.catalogue.audiences import Audience
from network.moderation.differences import differences
from network.moderation.models import Decision, NotPossible, Record
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.files.kept import profile_with
from tests.moderation.desk import QUEUE, review

pytestmark = pytest.mark.django_db


def test_a_moderator_reads_everything_and_approves(as_user, moderator):
    practice = PracticeFactory.submitted(contributor_note="For your eyes")
    client = as_user(moderator)
    page = client.get(review(practice)).content.decode()
    assert practice.rights_safeguards in page
    assert "For your eyes" in page
    client.post(review(practice), {"decision": "approve", "edits": practice.edits, "reason": ""})
    practice.refresh_from_db()
    assert practice.status == "published"
    assert Decision.objects.get().by == moderator


def test_a_return_without_a_reason_is_refused_beside_the_field(as_user, moderator):
    practice = PracticeFactory.submitted()
    response = as_user(moderator).post(review(practice), {"decision": "return", "edits": practice.edits, "reason": " "})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"reason"}
    practice.refresh_from_db()
    assert practice.status == "submitted"


def test_the_second_moderator_is_told_and_changes_nothing(client, moderator):
    practice = PracticeFactory.submitted()
    practice.approve(moderator, practice.edits)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    answer = {"decision": "return", "edits": practice.edits, "reason": "Too late"}
    page = client.post(review(practice), answer, follow=True).content.decode()
    assert "Another moderator has already decided this" in page
    practice.refresh_from_db()
    assert practice.status == "published"


def test_a_decision_about_an_older_text_is_refused(as_user, moderator):
    practice = PracticeFactory.submitted()
    read = practice.edits
    practice.touch()
    practice.submit()
    page = as_user(moderator).post(review(practice), {"decision": "approve", "edits": read}, follow=True)
    assert "The text has changed since you opened it" in page.content.decode()
    practice.refresh_from_db()
    assert practice.live is None


def test_a_revision_is_shown_field_by_field_and_word_by_word():
    practice = PracticeFactory.published(approach="Mentors met them every week.")
    practice.approach = "Mentors met them every second week."
    practice.touch()
    (difference,) = differences(practice)
    assert difference.label == "what was done"
    assert [text.strip() for what, text in difference.pieces if what == "new"] == ["second"]


def test_what_is_the_same_is_no_difference_in_whatever_order_the_database_keeps_it():
    for record in (PracticeFactory.published(), ProfileFactory.published(form_of_address="Ms.")):
        again = Record.objects.get(pk=record.pk).specific
        again.touch()
        assert differences(again) == []


class TestReview:
    def read(self, client, record):
        return client.get(review(record)).content.decode()

    def test_it_names_who_wrote_it_and_they_see_that_it_did(self, as_user, moderator):
        profile = ProfileFactory.published(given_name="Amina", family_name="Okello", listing_mode=ListingMode.ROLE_ONLY)
        practice = PracticeFactory.submitted(author=profile.user)
        page = self.read(as_user(moderator), practice)
        assert "Amina Okello" in page
        assert profile.user.email in page
        assert review(profile) in page
        assert {look.what for look in profile.user.looks.all()} == {"review", "account"}

    def test_a_profile_that_was_never_handed_in_gives_no_name(self, as_user, moderator):
        draft = ProfileFactory(given_name="Amina", family_name="Okello")
        assert "Amina" not in self.read(as_user(moderator), PracticeFactory.submitted(author=draft.user))

    def test_markdown_is_shown_as_readers_would_see_it(self, as_user, moderator):
        practice = PracticeFactory.submitted(approach="They met **every week**. <b>No</b>", title="**No**")
        page = self.read(as_user(moderator), practice)
        assert "<strong>every week</strong>" in page
        assert "<strong>No</strong>" not in page
        assert "<b>No</b>" not in page

    def test_photos_are_shown(self, as_user, moderator):
        profile = profile_with()
        profile.photo.media_type = "image/jpeg"
        profile.photo.save()
        address = reverse("my-file", args=[profile.photo.key])
        assert f'<img src="{address}"' in self.read(as_user(moderator), profile)

    def test_what_was_asked_for_stands_beside_what_came_of_it(self, as_user, moderator):
        practice = PracticeFactory.published(approach="Mentors met them.", results="Good ones.")
        practice.results = "Very good ones."
        practice.touch()
        practice.submit()
        practice.return_to_author(moderator, practice.edits, "Say how often they met.")
        practice.approach = "Mentors met them weekly."
        practice.touch()
        practice.submit()
        context = as_user(moderator).get(review(practice)).context
        assert [difference.label for difference in context["returned"].differences] == ["what was done"]
        assert context["returned"].decision.reason == "Say how often they met."
        assert len(context["differences"]) == 2
        practice.approve(moderator, practice.edits)
        assert as_user(moderator).get(review(practice)).context["returned"] is None

    def test_what_would_be_shown_to_others_than_before_is_said(self, as_user, moderator):
        profile = ProfileFactory.published()
        profile.audiences = {"organization": Audience.PUBLIC.value}
        profile.touch()
        profile.submit()
        (shift,) = as_user(moderator).get(review(profile)).context["shifts"]
        assert (shift.label, shift.before, shift.after) == ("organization", Audience.MEMBERS, Audience.PUBLIC)

    def test_it_costs_the_same_whatever_happened_before(self, as_user, moderator, django_assert_num_queries):
        client, practice = as_user(moderator), PracticeFactory.submitted()
        for number in range(2):
            PracticeFactory.published(author=practice.author, title=f"Earlier {number}")
        self.read(client, practice)
        with CaptureQueriesContext(connection) as few:
            self.read(client, practice)
        for number in range(5):
            PracticeFactory.published(author=practice.author, title=f"Later {number}")
        with django_assert_num_queries(len(few)):
            self.read(client, practice)


@pytest.mark.parametrize("address", [QUEUE, "admin:moderation_decision_changelist"])
def test_only_moderators_see_the_desk(as_user, editor, member, address):
    for user in (editor, member):
        assert as_user(user).get(reverse(address)).status_code in {302, 403}


def test_an_editor_cannot_decide(as_user, editor):
    practice = PracticeFactory.submitted()
    assert as_user(editor).post(review(practice), {"decision": "approve", "edits": 0}).status_code == 403
    assert Record.objects.get().status == "submitted"


def test_no_record_is_written_or_deleted_at_the_desk(as_user, moderator):
    practice = PracticeFactory.submitted()
    client = as_user(moderator)
    for action in ("delete", "change"):
        address = reverse(f"admin:moderation_record_{action}", args=[practice.pk])
        assert client.post(address, {"post": "yes", "heading": "x"}).status_code in {302, 403, 405}
    assert Record.objects.get().heading == practice.title


class TestGrounds:
    def test_the_author_reads_them_in_their_own_language(self, as_user, moderator, django_capture_on_commit_callbacks):
        practice = PracticeFactory.submitted(author__language="fr")
        answers = {"decision": "return", "edits": practice.edits, "grounds": ["sources"], "reason": ""}
        with django_capture_on_commit_callbacks(execute=True):
            as_user(moderator).post(review(practice), answers)
        with translation.override("fr"):
            sentence = str(Decision.Ground.SOURCES.label)
        (letter,) = mail.outbox
        assert sentence in letter.body
        assert Decision.objects.get().grounds == ["sources"]

    def test_the_letter_can_be_read_before_it_is_sent(self, as_user, moderator):
        practice = PracticeFactory.submitted()
        answers = {
            "decision": "return", "edits": practice.edits, "grounds": ["rights"], "reason": "See section 4.",
            "preview": "1",
        }  # fmt: skip
        page = as_user(moderator).post(review(practice), answers)
        assert page.status_code == 200
        assert "It says too little about human rights and safeguards." in page.context_data["letter"].text
        assert "See section 4." in page.content.decode()
        assert not Decision.objects.exists()
        practice.refresh_from_db()
        assert practice.status == "submitted"

    def test_approving_with_a_ground_ticked_is_asked_back(self, as_user, moderator):
        practice = PracticeFactory.submitted()
        answers = {"decision": "approve", "edits": practice.edits, "grounds": ["rights"]}
        assert as_user(moderator).post(review(practice), answers).context["form"].errors.keys() == {"grounds"}


class TestWhatCannotBeDone:
    """Somebody else was quicker: the moderator is told, and what they typed is on the page."""

    REASON = "Typed for half an hour."

    def post(self, client, moderator, view, practice, answers):
        client.force_login(moderator)
        address = reverse(f"admin:moderation_record_{view}", args=[practice.pk])
        response = client.post(address, {"reason": self.REASON, **answers})
        assert response.status_code == 409
        assert self.REASON in response.content.decode()
        return response

    def test_a_decision_on_a_text_that_changed_can_be_taken_after_reading_it(self, client, moderator):
        practice = PracticeFactory.submitted()
        answers = {"decision": "return", "edits": practice.edits}
        practice.touch()
        practice.submit()
        page = self.post(client, moderator, "review", practice, answers)
        assert page.context["form"]["edits"].value() == practice.edits
        form = page.context["form"]
        again = {name: form[name].value() for name in ("decision", "edits", "reason")}
        assert client.post(page.request["PATH_INFO"], again).status_code == 302

    def test_a_decision_that_a_colleague_took(self, client, moderator):
        practice = PracticeFactory.submitted()
        answers = {"decision": "return", "edits": practice.edits}
        practice.approve(moderator, practice.edits)
        self.post(client, moderator, "review", practice, answers)

    def test_a_suspension_of_what_was_withdrawn(self, client, moderator):
        practice = PracticeFactory.published()
        practice.withdraw(practice.author, "I take it back.")
        self.post(client, moderator, "suspend", practice, {})

    def test_an_answer_to_an_appeal_that_a_colleague_answered(self, client, moderator):
        first, second, third = (UserFactory.staff(Role.MODERATOR) for _number in range(3))
        practice = PracticeFactory.published()
        practice.suspend(first, "Let us look.")
        practice.second(second)
        practice.appeal("It is right.")
        practice.decide_appeal(third, is_granted=False, reason="No.")
        self.post(client, moderator, "answer", practice, {"answer": "grant"})


@pytest.mark.parametrize(("view", "field"), [("withdraw", "reason"), ("appeal", "text")])
def test_what_an_author_typed_is_kept_when_somebody_holds_the_record(client, monkeypatch, view, field):
    practice = PracticeFactory.published()
    if view == "appeal":
        practice.suspend(UserFactory.staff(Role.MODERATOR), "Let us look.")
        practice.second(UserFactory.staff(Role.MODERATOR))

    def lock(record, attempts=1):
        raise NotPossible("Someone else is changing this.")

    monkeypatch.setattr(Record, "lock", lock)
    client.force_login(practice.author)
    response = client.post(reverse(view, args=[practice.key]), {field: "Typed for half an hour."})
    assert response.status_code == 409
    assert "Someone else is changing this." in response.content.decode()
    assert "Typed for half an hour." in response.content.decode()


def test_a_draft_that_was_never_handed_in_is_its_authors_alone(client, moderator):
    draft = PracticeFactory()
    client.force_login(moderator)
    review = reverse("admin:moderation_record_review", args=[draft.pk])
    assert client.get(review).status_code == 404
    assert client.get(reverse("preview", args=[draft.key, "members"])).status_code == 404
    draft.submit()
    assert client.get(review).status_code == 200
    assert client.get(reverse("preview", args=[draft.key, "members"])).status_code == 200
