"""A moderator may correct misprints in what waits: few characters, in sentences for readers, and told to the author."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from network.accounts import data_protection
from network.accounts.roles import Role
from network.moderation.differences import changes, characters_changed
from network.moderation.models import AlreadyDecided, Correction, Decision, NotPossible, Status
from network.moderation.models.corrections import MOST_CHARACTERS
from tests.factories import PracticeFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

WRONG = "A county accompanies poeple after their release. It is voluntary."
RIGHT = "A county accompanies people after their release. It is voluntary."


def waiting(**fields):
    return PracticeFactory.submitted(**{"summary": WRONG} | fields)


def at_the_desk(record, name="summary"):
    return reverse("admin:moderation_record_correct", args=[record.pk, name])


def corrected(by, **fields):
    record = waiting(**fields)
    record.correct(by, record.edits, "summary", RIGHT)
    return record


def test_a_misprint_is_corrected_on_its_page_and_the_record_goes_on_waiting(as_user, moderator):
    practice = waiting()
    since, client = practice.submitted_at, as_user(moderator)
    assert at_the_desk(practice) in client.get(reverse("admin:moderation_record_review", args=[practice.pk])).text
    page = client.post(at_the_desk(practice), {"edits": practice.edits, "text": RIGHT}, follow=True)
    assert "The author will be told" in page.text
    assert "poeple" in page.text
    practice.refresh_from_db()
    assert (practice.summary, practice.status, practice.submitted_at) == (RIGHT, Status.SUBMITTED, since)
    assert (Correction.objects.get().by, Correction.objects.get().before) == (moderator, WRONG)


def test_its_author_reads_it_on_their_page_and_in_the_letter(client, moderator, django_capture_on_commit_callbacks):
    practice = corrected(moderator)
    client.force_login(practice.author)
    assert "A moderator corrected misprints" in client.get(reverse("dashboard")).text
    with django_capture_on_commit_callbacks(execute=True):
        practice.approve(moderator, practice.edits)
    (letter,) = mail.outbox
    assert "“A county accompanies poeple after their release.” is now “A county" in letter.body
    assert Correction.objects.get().decision == Decision.objects.get()
    assert practice.live.content["summary"] == RIGHT
    practice.touch()
    practice.submit()
    practice.approve(moderator, practice.edits)
    assert "A moderator corrected misprints" not in client.get(reverse("dashboard")).text


def test_the_letter_is_read_beforehand_with_it(as_user, moderator):
    practice = corrected(moderator)
    answers = {"decision": "return", "edits": practice.edits, "reason": "More.", "preview": "1"}
    page = as_user(moderator).post(reverse("admin:moderation_record_review", args=[practice.pk]), answers)
    assert "is now “A county accompanies people" in page.context_data["letter"].text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("summary", f"{WRONG} {'x' * (MOST_CHARACTERS + 1)}"),
        ("summary", ""),
        ("summary", " "),
        ("summary", WRONG),
        ("lessons", "What was empty"),  # there is nothing to correct
        ("contributor_note", "For staff"),
        ("reach", "1"),
        ("audiences", "{}"),
        ("evidence_level", "study"),
        ("status", "published"),
        ("slug", "other"),
    ],
)
def test_nothing_but_misprints_in_sentences_for_readers(moderator, name, text):
    practice = waiting(contributor_note="For stuff")
    with pytest.raises(NotPossible):
        practice.correct(moderator, practice.edits, name, text)
    assert not Correction.objects.exists()


@pytest.mark.parametrize("name", ["contact", "justification", "listing_mode", "given_name", "name", "audiences"])
def test_what_says_who_a_person_is_or_who_sees_it_has_no_page(as_user, moderator, name):
    profile = ProfileFactory.submitted(contact="+254 700 000 000", justification="I work there.")
    assert as_user(moderator).get(at_the_desk(profile, name)).status_code == 404


def test_many_small_steps_are_no_way_round(moderator):
    practice = waiting()
    practice.correct(moderator, practice.edits, "summary", f"{WRONG} {'x' * (MOST_CHARACTERS - 1)}")
    with pytest.raises(NotPossible, match="more than a correction"):
        practice.correct(moderator, practice.edits, "summary", f"{WRONG} {'x' * (MOST_CHARACTERS + 9)}")
    practice.correct(moderator, practice.edits, "summary", RIGHT)
    assert Correction.objects.count() == 2


def test_nobody_corrects_their_own_not_even_past_the_step(moderator):
    practice = waiting(author=moderator)
    with pytest.raises(NotPossible, match="your own contribution"):
        practice.correct(moderator, practice.edits, "summary", RIGHT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(record_id=practice.pk, field="summary", before="a", after="b", by=moderator)


def test_a_text_whose_refusal_somebody_is_asked_to_confirm_stays_as_it_is(moderator):
    practice, colleague = waiting(), UserFactory.staff(Role.MODERATOR)
    practice.propose_refusal(colleague, practice.edits, "Not our subject.")
    with pytest.raises(NotPossible, match="awaits confirmation"):
        practice.correct(moderator, practice.edits, "summary", RIGHT)


def test_whoever_read_the_text_before_reads_it_again(as_user, moderator):
    practice = waiting()
    read = practice.edits
    practice.correct(moderator, read, "summary", RIGHT)
    colleague = UserFactory.staff(Role.MODERATOR)
    for step in (
        lambda: practice.approve(colleague, read),
        lambda: practice.correct(colleague, read, "title", f"{practice.title}."),
    ):
        with pytest.raises(AlreadyDecided):
            step()
    page = as_user(colleague).post(at_the_desk(practice), {"edits": read, "text": "Typed for a while."})
    assert page.status_code == 409
    assert "Typed for a while." in page.text


@pytest.mark.parametrize("status", ["returned", "published", "draft"])
def test_only_what_waits_is_corrected(moderator, status):
    practice = waiting()
    match status:
        case "returned":
            practice.return_to_author(moderator, practice.edits, "More.")
        case "published":
            practice.approve(moderator, practice.edits)
        case "draft":
            practice.touch()
    with pytest.raises(AlreadyDecided):
        practice.correct(moderator, practice.edits, "summary", RIGHT)


def test_editors_and_members_correct_nothing(client, editor, member):
    practice = waiting()
    for user in (editor, member):
        client.force_login(user)
        answer = client.post(at_the_desk(practice), {"edits": practice.edits, "text": RIGHT})
        assert answer.status_code in {302, 403}
    assert not Correction.objects.exists()


def test_erasing_its_author_leaves_nothing_of_it(moderator):
    practice = corrected(moderator)
    practice.approve(moderator, practice.edits)
    data_protection.erase(practice.author, take_down=False)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "characters", "told"),
    [
        ("teh end", "the end", 2, [("teh end", "the end")]),
        ("a b", "a, b", 1, [("a b", "a, b")]),
        ("预防暴力极瑞主义", "预防暴力极端主义", 2, [("预防暴力极瑞主义", "预防暴力极端主义")]),
        ("same", "same", 0, []),
        ("one wrogn word, and at the end anohter", "one wrong word, and at the end another", 4, None),
    ],
)
def test_a_change_is_measured_and_told_in_its_place(before, after, characters, told):
    assert characters_changed(before, after) == characters
    if told is not None:
        assert [(change.before, change.after) for change in changes(before, after)] == told
    else:
        assert len(changes(before, after)) == 2


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("own", "You cannot decide on your own contribution."),
        ("returned", "Only what waits for a decision can be corrected. Status of this record: Changes requested."),
        ("proposed", "A refusal of this text awaits confirmation"),
        ("empty", "This answer is empty"),
    ],
)
def test_where_nothing_can_be_corrected_the_page_says_why_and_keeps_what_was_typed(as_user, moderator, why, sentence):
    practice = waiting(**{"author": moderator} if why == "own" else {})
    if why == "returned":
        practice.return_to_author(moderator, practice.edits, "More.")
    if why == "proposed":
        practice.propose_refusal(moderator, practice.edits, "Not our subject.")
    client, address = as_user(moderator), at_the_desk(practice, "lessons" if why == "empty" else "summary")
    page = client.get(address)
    assert sentence in page.text
    assert 'name="text"' not in page.text
    answer = client.post(address, {"edits": practice.edits, "text": "Typed for a while."})
    assert answer.status_code == 409
    assert "Typed for a while." in answer.text
    assert not Correction.objects.exists()
