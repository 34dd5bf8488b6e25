"""What a kind adds to what all records do stands in its HOOKS, and is called from there in its order."""

from dataclasses import fields, replace
from types import FunctionType

import pytest

from network.catalogue.audiences import Audience
from network.moderation.hooks import Hooks
from network.moderation.models import NotPossible, Status, record_models
from practices.models import Practice
from tests.factories import PracticeFactory, UserFactory, a_moderator

STEPS = ("before_publication", "after_submission", "after_change")


@pytest.fixture
def called(monkeypatch, db):
    """Let two functions note each step beside the hooks of practices; return what they noted."""
    noted = []

    def noting(step, number):
        return lambda record: noted.append((step, number, record.status))

    added = {step: (*getattr(Practice.HOOKS, step), noting(step, 1), noting(step, 2)) for step in STEPS}
    monkeypatch.setattr(Practice, "HOOKS", replace(Practice.HOOKS, **added))
    return noted


def both(step, status):
    return [(step, 1, status), (step, 2, status)]


def test_each_step_calls_what_the_kind_named_in_its_order(called):
    practice = PracticeFactory.submitted()
    assert called == both("after_submission", Status.SUBMITTED)
    called.clear()
    practice.approve(a_moderator(), practice.edits)
    assert called == both("before_publication", Status.SUBMITTED) + both("after_change", Status.PUBLISHED)
    called.clear()
    practice.reach = Audience.MEMBERS
    practice.touch()
    assert called == both("after_change", Status.DRAFT)
    called.clear()
    practice.withdraw(practice.author, "I take it back.")
    assert called == both("after_change", Status.WITHDRAWN)


def test_what_waits_again_after_an_appeal_was_submitted_as_well(called):
    practice = PracticeFactory.submitted()
    practice.propose_refusal(a_moderator(), practice.edits, "No.")
    practice.second(UserFactory.staff("moderators"))
    practice.appeal("It is our subject.")
    called.clear()
    practice.decide_appeal(UserFactory.staff("moderators"), is_granted=True, reason="Yes.")
    assert called == both("after_submission", Status.SUBMITTED)


def test_an_obstacle_keeps_it_from_being_approved(monkeypatch, db):
    practice = PracticeFactory.submitted()
    monkeypatch.setattr(Practice, "HOOKS", Hooks(obstacles=(lambda record: ["Not on a Sunday."],)))
    with pytest.raises(NotPossible, match="Not on a Sunday"):
        practice.approve(a_moderator(), practice.edits)


def test_parts_of_cards_are_prepared_once_for_all_readers(monkeypatch, db):
    practice, prepared = PracticeFactory.published(), []

    def part(record):
        prepared.append(record)
        return lambda card, content, choices: {"readers": str(card.audience)}

    parts = (*Practice.HOOKS.card_parts, part)
    monkeypatch.setattr(Practice, "HOOKS", replace(Practice.HOOKS, card_parts=parts))
    practice.index()
    # Once for the entries and their digest together.
    assert prepared == [practice]
    assert practice.card(Audience.MEMBERS).readers == str(Audience.MEMBERS)


def test_every_hook_has_a_name_that_tells_what_it_does():
    for model in record_models():
        for hook in fields(Hooks):
            for function in getattr(model.HOOKS, hook.name):
                assert isinstance(function, FunctionType)
                assert function.__name__ != "<lambda>"
                assert function.__doc__, function
