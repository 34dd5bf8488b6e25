"""The desk: the longest waiting first, everything at hand, and nobody decides over somebody else's decision."""

import csv
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from experts.models import ListingMode
from network import spreadsheets
from network.accounts.roles import Role
from network.catalogue.audiences import Audience
from network.moderation import queue
from network.moderation.deadlines import overdue_before
from network.moderation.differences import differences
from network.moderation.models import Assignment, Decision, NotPossible, Record
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.files.kept import profile_with
from tests.news.factories import PublicationFactory

pytestmark = pytest.mark.django_db

QUEUE = "admin:moderation_record_changelist"


def review(record):
    return reverse("admin:moderation_record_review", args=[record.pk])


def waiting(days, factory=PracticeFactory, **fields):
    record = factory.submitted(**fields)
    record.submitted_at = timezone.now() - timedelta(days=days)
    record.save()
    return record


def test_the_queue_shows_all_kinds_the_longest_waiting_first(as_user, moderator):
    waiting(1, title="Young")
    waiting(9, title="Old")
    waiting(4, ProfileFactory, role_name="Middle")
    PracticeFactory(title="Only a draft")
    page = as_user(moderator).get(reverse(QUEUE)).content.decode()
    assert page.index("Old") < page.index("Middle") < page.index("Young")
    assert "1\xa0week" in page
    assert "Only a draft" not in page


def test_the_queue_costs_the_same_with_forty_waiting(as_user, moderator, django_assert_num_queries):
    client = as_user(moderator)
    waiting(1)
    client.get(reverse(QUEUE))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(QUEUE))
    for _number in range(39):
        PracticeFactory.submitted()
    with django_assert_num_queries(len(few)):
        client.get(reverse(QUEUE))


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


class TestNext:
    def test_the_longest_waiting_that_one_may_decide_comes_next(self, moderator):
        colleague = UserFactory.staff(Role.MODERATOR)
        waiting(9, author=moderator)
        taken, proposed = waiting(8), waiting(7)
        Assignment.objects.create(record=taken, moderator=colleague)
        proposed.propose_refusal(moderator, proposed.edits, "Not our subject.")
        old, young = waiting(6), waiting(1)
        found = queue.next_for(moderator)
        assert found.pk == old.pk
        assert queue.next_for(moderator, after=found).pk == young.pk
        assert queue.next_for(moderator, after=Record.objects.get(pk=young.pk)).pk == old.pk
        assert queue.next_for(colleague).author == moderator

    def test_the_page_leads_there_before_and_after_the_decision(self, as_user, moderator):
        first, second = waiting(2), waiting(1)
        client = as_user(moderator)
        assert review(second) in client.get(review(first)).content.decode()
        page = client.post(review(first), {"decision": "approve", "edits": first.edits}, follow=True).content.decode()
        assert f'<a class="button" href="{review(second)}"' in page


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


class TestAssignment:
    def assign(self, client, record, **answers):
        return client.post(reverse("admin:moderation_record_assign", args=[record.pk]), answers, follow=True)

    def test_colleagues_see_who_is_on_it_and_can_take_it_over(self, client, moderator):
        practice, colleague = PracticeFactory.submitted(), UserFactory.staff(Role.MODERATOR)
        client.force_login(moderator)
        self.assign(client, practice)
        client.force_login(colleague)
        assert f"Assigned to {moderator} for" in client.get(review(practice)).content.decode()
        assert str(moderator) in client.get(reverse(QUEUE)).content.decode()
        self.assign(client, practice)
        assert Assignment.objects.get().moderator == colleague

    def test_mine_and_nobodys_are_filters(self, as_user, moderator):
        mine, free = PracticeFactory.submitted(title="Mine"), PracticeFactory.submitted(title="Free")
        client = as_user(moderator)
        self.assign(client, mine)
        shown = {value: client.get(reverse(QUEUE), {"on_it": value}).content.decode() for value in ("me", "nobody")}
        assert mine.title in shown["me"]
        assert free.title not in shown["me"]
        assert free.title in shown["nobody"]
        assert mine.title not in shown["nobody"]

    def test_it_can_be_given_back_and_ends_with_the_decision(self, as_user, moderator):
        practice = PracticeFactory.submitted()
        client = as_user(moderator)
        self.assign(client, practice)
        self.assign(client, practice, give_back="1")
        assert not Assignment.objects.exists()
        self.assign(client, practice)
        practice.approve(moderator, practice.edits)
        assert not Assignment.objects.exists()

    def test_an_editor_cannot_take_anything(self, as_user, editor):
        practice = PracticeFactory.submitted()
        assert self.assign(as_user(editor), practice).status_code == 403


class TestDeadline:
    @pytest.mark.parametrize(("now", "before"), [
        ("2026-11-25", "2026-11-18"),  # Wednesday to Wednesday
        ("2026-11-30", "2026-11-23"),  # Monday to Monday
        ("2026-11-29", "2026-11-23"),  # a Sunday counts no day of its own
    ])  # fmt: skip
    def test_weekends_are_no_working_days(self, now, before):
        assert overdue_before(datetime.fromisoformat(now)) == datetime.fromisoformat(before)

    def test_what_waits_too_long_is_marked_on_both_pages(self, as_user, moderator):
        waiting(2, title="Young")
        client = as_user(moderator)
        assert "overdue" not in client.get("/admin/").content.decode()
        waiting(9, title="Old")
        assert "1 overdue" in client.get("/admin/").content.decode()
        assert client.get(reverse(QUEUE)).content.decode().count("desk-overdue") == 1


@pytest.mark.parametrize(
    ("parameter", "found"), [({"pillar": "3"}, "Third"), ({"countries__code__exact": "UG"}, "Away")]
)
def test_the_queue_is_filtered(as_user, moderator, parameter, found):
    PracticeFactory.submitted(title="Third", pillars=[3])
    PracticeFactory.submitted(title="Away", related__countries=["UG"])
    page = as_user(moderator).get(reverse(QUEUE), parameter).content.decode()
    assert found in page
    assert ({"Third", "Away"} - {found}).pop() not in page


class TestSearch:
    """What a moderator finds by typing."""

    def find(self, client, question, **more):
        page = client.get(reverse(QUEUE), {"q": question, **more})
        return {record.heading for record in page.context["cl"].result_list}

    @pytest.mark.parametrize(
        ("title", "question"),
        [
            ("Programme d’accompagnement à Kaédi", "kaedi PROGRAMME"),
            ("Programme d’accompagnement à Kaédi", "d accompagnement"),
            ("برنامج إعادة إدماج", "اعاده ادماج"),
            ("Школьные медиаторы", "школьные"),
            ("Plan ٢٠٢٤", "2024"),
            ("After-care", "after care"),
            ("100% of them", "100%"),
        ],
    )
    def test_titles_are_found_without_accents_in_every_status(self, as_user, moderator, title, question):
        PracticeFactory.published(title=title)
        PracticeFactory.submitted(title="Another")
        assert self.find(as_user(moderator), question) == {title}
        assert self.find(as_user(moderator), question, status="submitted") == set()

    def test_codes_of_practices_and_symbols_of_publications_are_found(self, as_user, moderator):
        practice = PracticeFactory.published()
        page = PublicationFactory.published(symbol="A/RES/60/288")
        client = as_user(moderator)
        assert self.find(client, practice.code.lower()) == {practice.title}
        assert self.find(client, "a/res/60/288") == {page.title}

    def test_whoever_is_found_by_name_number_or_whole_address_sees_it(self, as_user, moderator):
        profile = ProfileFactory.published(given_name="Élise", family_name="N’Diaye", name_in_own_script="إليز")
        practice = PracticeFactory.submitted(author=profile.user, title="By Élise")
        client, both = as_user(moderator), {str(profile), practice.title}
        assert self.find(client, str(profile.user)) == both
        assert not profile.user.looks.exists()
        assert self.find(client, "elise n’diaye") == both
        assert self.find(client, "اليز") == both
        assert self.find(client, profile.user.email.upper()) == both
        assert {look.what for look in profile.user.looks.all()} == {"account"}

    @pytest.mark.parametrize("question", ["@", "person@", "example.org", "%", "_", "user-", "user-999999999", " "])
    def test_part_of_an_address_finds_nobody(self, as_user, moderator, question):
        author = PracticeFactory.submitted(author__email="person@example.org", title="X").author
        assert self.find(as_user(moderator), question) <= ({"X"} if question == " " else set())
        assert not author.looks.exists()

    def test_a_name_of_a_draft_profile_finds_nobody(self, as_user, moderator):
        draft = ProfileFactory(given_name="Amina")
        PracticeFactory.submitted(author=draft.user, title="X")
        assert self.find(as_user(moderator), "amina") == set()

    def test_a_name_that_many_have_is_no_name(self, as_user, moderator, monkeypatch):
        monkeypatch.setattr("network.moderation.admin.searching.MOST_NAMESAKES", 1)
        for _number in range(2):
            profile = ProfileFactory.submitted(given_name="Amina")
            PracticeFactory.submitted(author=profile.user, title="X")
        assert "X" not in self.find(as_user(moderator), "amina")
        assert not profile.user.looks.exists()


class TestCaseFile:
    def test_it_holds_no_address_and_the_author_is_told(self, as_user, moderator):
        practice = PracticeFactory.published()
        practice.withdraw(moderator, "The institution asked for it.")
        answers = {"action": "download", "_selected_action": [decision.pk for decision in Decision.objects.all()]}
        answer = as_user(moderator).post(reverse("admin:moderation_decision_changelist"), answers)
        text = answer.content.decode("utf-8-sig")
        rows = list(csv.DictReader(text.splitlines()))
        assert [row["decision"] for row in rows] == ["approved", "withdrawn"]
        assert rows[1]["reason"] == "The institution asked for it."
        assert "@" not in text
        assert practice.author.looks.get().what == "case-file"

    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\0x"])
    def test_no_cell_is_a_formula(self, cell):
        assert spreadsheets.harmless(cell) == f"'{cell}"


class TestSeveral:
    def several(self, client, records, **answers):
        selected = {"action": "approve_several", "_selected_action": [record.pk for record in records]}
        return client.post(reverse(QUEUE), selected | answers, follow=True)

    def test_only_what_is_ticked_is_published(self, as_user, moderator):
        read, unread = PracticeFactory.submitted(), PracticeFactory.submitted()
        client = as_user(moderator)
        page = self.several(client, [read, unread]).content.decode()
        assert read.rights_safeguards in page
        assert not Decision.objects.exists()
        self.several(client, [read, unread], publish="1", read=[f"{read.pk}:{read.edits}"])
        assert [decision.record_id for decision in Decision.objects.all()] == [read.pk]

    def test_who_ticks_nothing_is_told_and_stays_on_the_page(self, as_user, moderator):
        practice = PracticeFactory.submitted()
        page = self.several(as_user(moderator), [practice], publish="1").content.decode()
        assert "Nothing was published" in page
        assert practice.rights_safeguards in page
        assert not Decision.objects.exists()

    def test_what_was_changed_meanwhile_is_not_published(self, as_user, moderator):
        practice = PracticeFactory.submitted()
        tick = f"{practice.pk}:{practice.edits}"
        practice.touch()
        practice.submit()
        page = self.several(as_user(moderator), [practice], publish="1", read=[tick]).content.decode()
        assert "changed while you were reading" in page
        assert not Decision.objects.exists()

    def test_an_editor_is_not_offered_it(self, as_user, editor):
        practice = PracticeFactory.submitted()
        self.several(as_user(editor), [practice], publish="1", read=[f"{practice.pk}:{practice.edits}"])
        assert not Decision.objects.exists()


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


@pytest.mark.parametrize("mode", ["role-only", "named"])
def test_lists_of_staff_name_nobody_and_the_page_of_a_decision_does(client, moderator, mode):
    profile = ProfileFactory.submitted(listing_mode=mode, given_name="Canary", family_name="Hidden")
    profile.return_to_author(moderator, profile.edits, "It is too short.")
    profile.touch()
    profile.submit()
    client.force_login(moderator)
    page = client.get(reverse("admin:moderation_record_review", args=[profile.pk])).content.decode()
    assert "Canary" in page
    selected = {"_selected_action": [decision.pk for decision in profile.decisions.all()], "action": "download"}
    for answer in (
        client.get(reverse(QUEUE)),
        client.get(reverse("admin:moderation_decision_changelist")),
        client.get(reverse("admin:index")),
        client.post(reverse("admin:moderation_decision_changelist"), selected),
    ):
        text = answer.content.decode()
        assert "Canary" not in text
    assert profile.role_name in text


def test_a_profile_without_a_role_is_called_by_its_account():
    profile = ProfileFactory(role_name="", given_name="Canary")
    assert profile.heading == f"user-{profile.user_id}"
