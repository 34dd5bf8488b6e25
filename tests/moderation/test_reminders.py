"""Moderators hear once a working day of what has waited too long, and of nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from network.accounts.roles import Role
from network.moderation.notices import remind
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.letters import deliver

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 25, 7, tzinfo=UTC)


def waiting(days, factory=PracticeFactory, **fields):
    record = factory.submitted(**fields)
    record.submitted_at = WEDNESDAY - timedelta(days=days)
    record.save()


def test_every_moderator_gets_one_letter_in_their_language_without_a_name(moderator):
    UserFactory.staff(Role.MODERATOR)
    UserFactory.staff(Role.EDITOR)
    waiting(9, title="Secret title")
    waiting(12, ProfileFactory, given_name="Amina")
    waiting(1)
    assert remind(WEDNESDAY) == remind(WEDNESDAY + timedelta(hours=1)) == 2
    assert len(deliver()) == 2, "two beats do no more than one"
    body = mail.outbox[0].body
    assert "Good practices: 1" in body
    assert "Experts: 1" in body
    assert body.index("Experts") < body.index("Good practices"), "the longest waiting first"
    assert "Secret title" not in body
    assert "Amina" not in body
    assert "/admin/moderation/record/" in body


def test_nothing_is_sent_when_nothing_is_overdue(moderator):
    waiting(2)
    assert remind(WEDNESDAY) == 0
    assert deliver() == []


def test_nobody_is_written_to_at_the_weekend(moderator):
    waiting(20)
    assert remind(WEDNESDAY + timedelta(days=3)) == 0
