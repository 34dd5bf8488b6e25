"""Several records are approved at once: only those that were read and ticked, and what is left out is named."""

import pytest
from django.urls import reverse

from network.moderation.models import Decision
from tests.factories import PracticeFactory
from tests.moderation.desk import QUEUE

pytestmark = pytest.mark.django_db

LEFT_OUT = [
    ("Mine", "You cannot decide on your own contribution. Ask another moderator."),
    ("Done", "This record is not waiting for a decision. Its status: Changes requested."),
    ("Proposed", "A proposed decision awaits confirmation. Open the record to see it."),
]


def several(client, records, **answers):
    selected = {"action": "approve_several", "_selected_action": [record.pk for record in records]}
    return client.post(reverse(QUEUE), selected | answers, follow=True)


def test_only_what_is_ticked_is_published(as_user, moderator):
    read, unread = PracticeFactory.submitted(), PracticeFactory.submitted()
    client = as_user(moderator)
    page = several(client, [read, unread]).content.decode()
    assert read.rights_safeguards in page
    assert not Decision.objects.exists()
    several(client, [read, unread], publish="1", read=[f"{read.pk}:{read.edits}"])
    assert [decision.record_id for decision in Decision.objects.all()] == [read.pk]


def test_who_ticks_nothing_is_told_and_stays_on_the_page(as_user, moderator):
    practice = PracticeFactory.submitted()
    page = several(as_user(moderator), [practice], publish="1").content.decode()
    assert "Nothing was published" in page
    assert practice.rights_safeguards in page
    assert not Decision.objects.exists()


def test_what_was_changed_meanwhile_is_not_published(as_user, moderator):
    practice = PracticeFactory.submitted()
    tick = f"{practice.pk}:{practice.edits}"
    practice.touch()
    practice.submit()
    page = several(as_user(moderator), [practice], publish="1", read=[tick]).content.decode()
    assert "changed while you were reading" in page
    assert not Decision.objects.exists()


def test_an_editor_is_not_offered_it(as_user, editor):
    practice = PracticeFactory.submitted()
    several(as_user(editor), [practice], publish="1", read=[f"{practice.pk}:{practice.edits}"])
    assert not Decision.objects.exists()


def test_what_is_left_out_is_named_with_the_reason(as_user, moderator):
    own, done, open_one = (
        PracticeFactory.submitted(title=title, **fields)
        for title, fields in (("Mine", {"author": moderator}), ("Done", {}), ("Open", {}))
    )
    proposed = PracticeFactory.submitted(title="Proposed")
    proposed.propose_refusal(moderator, proposed.edits, "Not our subject.")
    done.return_to_author(moderator, done.edits, "More.")
    selected = [own, done, proposed, open_one]
    page = several(as_user(moderator), selected)
    assert [(record.heading, str(reason)) for record, reason in page.context["left_out"]] == LEFT_OUT
    for title, reason in LEFT_OUT:
        assert f'dir="auto">{title}</a>: {reason}' in page.text
    assert page.text.count('name="read"') == 1


def test_what_was_decided_meanwhile_is_named_when_it_was_ticked(as_user, moderator):
    practice = PracticeFactory.submitted(title="Done")
    tick = f"{practice.pk}:{practice.edits}"
    practice.return_to_author(moderator, practice.edits, "More.")
    page = several(as_user(moderator), [practice], publish="1", read=[tick])
    assert "Done: This record is not waiting for a decision. Its status: Changes requested." in page.text
