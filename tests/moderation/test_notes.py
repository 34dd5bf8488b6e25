"""What a moderator asks about single answers reaches the author beside the question, until they submit again."""

import pytest
from django.core import mail
from django.urls import reverse

from network.moderation.models import Decision
from network.notices.sending import send
from tests.factories import PracticeFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def decide(client, moderator, record, **answers):
    client.force_login(moderator)
    address = reverse("admin:moderation_record_review", args=[record.pk])
    return client.post(address, {"edits": record.edits, "grounds": [], "reason": ""} | answers)


def page_of(client, practice, step):
    return client.get(reverse("practice-edit", args=[practice.key, step])).content.decode()


def test_notes_alone_are_a_reason_and_stand_where_the_author_answers(client, moderator):
    practice = PracticeFactory.submitted()
    notes = {"note-approach": "Which <years>?", "note-sources": "Add the evaluation."}
    assert decide(client, moderator, practice, decision="return", **notes).status_code == 302
    decision = Decision.objects.get()
    assert decision.notes == {"approach": "Which <years>?", "sources": "Add the evaluation."}
    assert "Which <years>?" in last_letter_to(practice.author)

    client.force_login(practice.author)
    start = page_of(client, practice, "start")
    story = reverse("practice-edit", args=[practice.key, "story"])
    assert f'<a href="{story}#id_approach">What was done</a>' in start
    assert "Which &lt;years&gt;?" in start
    for step, note in (("story", "Which &lt;years&gt;?"), ("results", "Add the evaluation.")):
        assert note in page_of(client, practice, step)
        assert note in page_of(client, practice, "review")
    assert 'aria-describedby="id_approach_limit id_approach_note"' in page_of(client, practice, "story")
    assert "Which" not in page_of(client, practice, "rights")


def last_letter_to(author):
    """The text of the last letter to `author`."""
    send()
    return next(letter for letter in reversed(mail.outbox) if letter.to == [author.email]).body


def test_a_note_is_gone_once_the_record_is_submitted_again(client, moderator):
    practice = PracticeFactory.submitted()
    practice.return_to_author(moderator, practice.edits, notes={"approach": "Which years?"})
    assert practice.notes == {"approach": "Which years?"}
    practice.touch()
    assert practice.notes == {"approach": "Which years?"}
    practice.submit()
    client.force_login(practice.author)
    assert "Which years?" not in page_of(client, practice, "story")


def test_a_note_on_a_name_stands_beside_the_field_that_asks_for_it(client, moderator):
    profile = ProfileFactory.submitted()
    profile.return_to_author(moderator, profile.edits, notes={"name": "In full, please."})
    client.force_login(profile.user)
    page = client.get(reverse("profile-edit", args=["person"])).content.decode()
    assert 'id="id_given_name_note"' in page


@pytest.mark.parametrize("decision", ["approve", "refuse"])
def test_notes_are_sent_with_a_request_for_changes_only(client, moderator, decision):
    practice = PracticeFactory.submitted()
    answers = {"decision": decision, "reason": "For this.", "note-approach": "Which years?"}
    response = decide(client, moderator, practice, **answers)
    assert response.status_code == 422
    assert "Notes on answers are sent with a request for changes only." in response.content.decode()
    assert "Which years?</textarea>" in response.content.decode()
    assert not Decision.objects.exists()


def test_a_note_that_is_too_long_is_found_from_the_summary_and_stays(client, moderator):
    practice = PracticeFactory.submitted()
    response = decide(client, moderator, practice, decision="return", **{"note-approach": "x" * 1001})
    assert response.status_code == 422
    said = "Note on “what was done”: Shorten this to 1000 characters; it has 1001."
    assert f'<a href="#id_note-approach">{said}</a>' in response.text
    assert response.text.count("Shorten this to 1000 characters") == 2, "in the summary, and beside the note"
    assert f"{'x' * 1001}</textarea>" in response.text
    assert "write a reason" not in response.text
    assert not Decision.objects.exists()


def test_a_moderator_may_ask_about_every_filled_answer(client, moderator):
    practice = PracticeFactory.submitted(lessons="")
    client.force_login(moderator)
    page = client.get(reverse("admin:moderation_record_review", args=[practice.pk])).content.decode()
    assert 'name="note-approach"' in page
    assert 'form="decision-form"' in page
    assert 'id="decision-form"' in page
    assert 'name="note-lessons"' not in page
