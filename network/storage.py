"""Where private files lie: in a folder that no web server shows. They go with the rows that name them."""

from datetime import timedelta

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import models, transaction
from django.utils import timezone

from network.keys import new_key

# Longer than any transaction that stores a file and then its row.
LOST_AFTER = timedelta(days=1)


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


def forget_lost():
    """Delete files of which no row knows, because the transaction that stored them failed."""
    storage = private()
    if not storage.exists(""):
        return
    fields = [field for model in apps.get_models() for field in _file_fields(model)]
    known = {name for field in fields for name in field.model._base_manager.values_list(field.name, flat=True)}
    for name in set(storage.listdir("")[1]) - known:
        if storage.get_modified_time(name) < timezone.now() - LOST_AFTER:
            storage.delete(name)


def _file_fields(model):
    return [field for field in model._meta.local_fields if isinstance(field, models.FileField)]
