"""Records that wait at the desk, and where they are read."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.factories import PracticeFactory

QUEUE = "admin:moderation_record_changelist"


def review(record):
    return reverse("admin:moderation_record_review", args=[record.pk])


def waiting(days, factory=PracticeFactory, **fields):
    record = factory.submitted(**fields)
    record.submitted_at = timezone.now() - timedelta(days=days)
    record.save()
    return record
