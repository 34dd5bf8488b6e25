"""What all steps share: they wait for nobody for long, and compare texts before they hold anything."""

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled

from network.moderation.models import NotPossible, Record, step, steps
from tests.factories import PracticeFactory

pytestmark = pytest.mark.django_db


@step
def fail(cause):
    raise OperationalError from cause


@pytest.mark.parametrize("cause", [LockNotAvailable(), DeadlockDetected()])
def test_who_is_held_up_by_somebody_else_is_told_so(cause):
    with pytest.raises(NotPossible, match="Try again"):
        fail(cause)


def test_other_errors_of_the_database_stay_errors():
    with pytest.raises(OperationalError):
        fail(QueryCanceled())


def test_texts_are_compared_before_the_record_is_held(monkeypatch, moderator):
    practice = PracticeFactory.published()
    practice.touch()
    practice.submit()
    done = []
    is_material, lock = steps.is_material, Record.lock
    monkeypatch.setattr(steps, "is_material", lambda record: done.append("compared") or is_material(record))
    monkeypatch.setattr(Record, "lock", lambda record: done.append("held") or lock(record))
    practice.approve(moderator, practice.edits)
    assert done == ["compared", "held"]
