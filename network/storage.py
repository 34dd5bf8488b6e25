"""Where private files lie: in a folder that no web server shows. They go with the rows that name them."""

import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import models, transaction
from django.db.models import Max, Min
from django.db.models.signals import post_delete
from django.utils import timezone

from network.keys import new_key

logger = logging.getLogger(__name__)

# Longer than any transaction that stores a file and then its row.
LOST_AFTER = timedelta(days=1)
# Transactions lose a file now and then. More than so many at once, or than half of all files, were lost by nobody: then
# the rows are missing.
MOST_LOST = 20

# The models whose rows have files, and the field with the time since when these are stored.
STORED_AT = {}


class PrivateStorage(FileSystemStorage):
    """Files of which none has an address; views hand them out one by one."""

    def url(self, name):
        """Refuse, so that no template can show an address by mistake."""
        raise ValueError("Private files have no address.")


def private():
    """The storage, for `FileField(storage=private, upload_to=random_name)`."""
    return storages["private"]


def random_name(row, name) -> str:
    """The name under which a file is stored: nobody's choice, and no key that stands in addresses."""
    return new_key()


def check_writable():
    """Raise OSError unless the folder takes a file that needs a block of the disk."""
    storage = private()
    storage.delete(storage.save(f"ready-{new_key()}", ContentFile(bytes(4096))))


def delete_with_row(sender, instance, **kwargs):
    """Delete the files of a row that is deleted, once that is certain: a receiver of `post_delete`.

    A signal, because rows also go with querysets and with the rows that they belong to.
    """
    for field in _file_fields(sender):
        if file := getattr(instance, field.name):
            transaction.on_commit(lambda file=file: file.storage.delete(file.name))


def keep_files_of(model, since):
    """Let the files of `model` go with its rows; the field `since` says when a file was stored."""
    STORED_AT[model] = since
    post_delete.connect(delete_with_row, sender=model)


def lost_files() -> list[str]:
    """The names of files of which no row knows, because the transaction that stored them failed.

    Files from a time of which the database knows nothing are not lost: when they are younger than its newest row, or
    older than its oldest, they or the database come from a backup.
    """
    storage = private()
    if not storage.exists("") or not (span := _span_of_rows()):
        return []
    oldest, newest = span
    known = {
        name for model in STORED_AT for field in _file_fields(model)
        for name in model._base_manager.values_list(field.name, flat=True)
    }  # fmt: skip
    unknown = sorted(set(storage.listdir("")[1]) - known)
    return [name for name in unknown if oldest <= storage.get_modified_time(name) <= newest]


def delete_lost(*, even_many=False):
    """Delete the lost files; if they are many, only when somebody who looked says so."""
    storage, names = private(), lost_files()
    total = len(storage.listdir("")[1]) if names else 0
    if not even_many and (len(names) > MOST_LOST or len(names) * 2 > total > 0):
        logger.error(
            "No row knows of %s of %s files, which is too many to delete. Look, then run: manage.py delete_lost_files",
            len(names), total,
        )  # fmt: skip
        return
    for name in names:
        storage.delete(name)
    if names:
        logger.info("Deleted %s of %s files, of which no row knew.", len(names), total)


def _span_of_rows():
    """The times of the oldest and the newest file of which a row knows, or None; never younger than LOST_AFTER."""
    rows = [
        model._base_manager.exclude(**{f"{field.name}": ""}).aggregate(oldest=Min(since), newest=Max(since))
        for model, since in STORED_AT.items() for field in _file_fields(model)
    ]  # fmt: skip
    found = [row for row in rows if row["oldest"]]
    if not found:
        return None
    newest = min(max(row["newest"] for row in found), timezone.now() - LOST_AFTER)
    return min(row["oldest"] for row in found), newest


def _file_fields(model):
    return [field for field in model._meta.local_fields if isinstance(field, models.FileField)]
