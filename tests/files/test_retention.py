"""Retention deletes the files that transactions lost, and never those of which the database lost the rows."""

import os
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.models import FileField
from django.utils import timezone

from network import storage
from network.accounts import retention
from network.accounts.models import Copy
from network.files.models import Rendition, Upload
from tests.factories import ProfileFactory
from tests.files.kept import kept, on_disk

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def put(name, days):
    """A file of which no row knows, stored `days` ago."""
    storage.private().save(name, ContentFile(b"x"))
    stamp = (NOW - timedelta(days=days)).timestamp()
    os.utime(storage.private().path(name), (stamp, stamp))


@pytest.fixture
def rows():
    """Uploads of a year: the oldest 300 days ago, the newest ten days ago. Their names."""
    uploads = [kept(ProfileFactory(), b"%PDF-" + bytes([number])) for number in (65, 66)]
    for upload, days in zip(uploads, (300, 10), strict=True):
        Upload.objects.filter(pk=upload.pk).update(uploaded_at=NOW - timedelta(days=days))
    return {upload.content.name for upload in uploads}


def test_a_file_that_a_transaction_lost_is_deleted(rows):
    put("lost", days=100)
    retention.delete_expired()
    assert on_disk() == rows


@pytest.mark.parametrize("days", [0.5, 5, 400])
def test_a_file_from_a_time_of_which_the_database_knows_nothing_is_left(rows, days):
    """Younger than the newest row: the database was restored from before. Older than the oldest: it is another one."""
    put("restored", days)
    retention.delete_expired()
    assert on_disk() == rows | {"restored"}


def test_a_database_without_rows_deletes_nothing():
    for number in range(3):
        put(f"restored-{number}", days=100)
    retention.delete_expired()
    assert len(on_disk()) == 3


@pytest.mark.parametrize("others", [3, storage.MOST_LOST + 1])
def test_many_at_once_are_left_and_somebody_is_asked(rows, others, lines):
    """More than a number, or more than half of all files."""
    for number in range(others):
        put(f"lost-{number}", days=100)
    retention.delete_expired()
    assert len(on_disk()) == len(rows) + others
    assert any(f"{others} of {len(rows) + others} files" in line and "delete_lost_files" in line for line in lines)


def test_whoever_looked_can_have_them_deleted(rows):
    for number in range(storage.MOST_LOST + 1):
        put(f"lost-{number}", days=100)
    said = StringIO()
    call_command("delete_lost_files", stdout=said)
    assert "lost-7" in said.getvalue()
    assert len(on_disk()) > storage.MOST_LOST
    put("restored", days=1.5)
    call_command("delete_lost_files", "--delete", stdout=StringIO())
    assert on_disk() == rows | {"restored"}


def test_every_model_with_files_says_since_when_they_are_stored():
    models = {
        model for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, FileField)
    }
    assert models == set(storage.STORED_AT) == {Upload, Rendition, Copy}
    for model, field in storage.STORED_AT.items():
        assert model._meta.get_field(field).get_internal_type() == "DateTimeField"
