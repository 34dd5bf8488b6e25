"""Copies of one's data: asked for, made in the background, fetched once."""

import io
import json
import zipfile

from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from network.accounts import data_protection
from network.accounts.ciphers import Cipher
from network.accounts.models import Copy
from network.celery import knock

PURPOSE = b"copies.v1"
READ_ME = """\
This archive holds everything that the South-South CT/PVE Expert Network keeps about you.
data.json has one list for each kind of data; times are UTC in ISO 8601.
The folder "files" holds what you uploaded.
It holds private information: keep it safe.
"""


@transaction.atomic
def ask(user) -> Copy:
    """Begin a copy for `user`; one that is being made or waits to be fetched is given back instead."""
    fresh = Copy.objects.select_for_update().filter(user=user, asked_at__gt=timezone.now() - Copy.LASTS).first()
    if fresh is None:
        fresh = Copy.objects.create(user=user)
    if not fresh.is_ready:
        knock("network.accounts.tasks.make_copy", fresh.pk)
    return fresh


def make(pk):
    """Make the archive of copy `pk`, unless that was done before or nobody waits for it any more."""
    copy = Copy.objects.filter(pk=pk, archive="").select_related("user").first()
    if copy is None:
        return

    def note(done, total):
        Copy.objects.filter(pk=pk).update(done=done, total=total)

    data = json.dumps(data_protection.export(copy.user, note), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", READ_ME)
        file.writestr("data.json", data)
        for name, content in data_protection.enclosures(copy.user):
            # Their formats are compressed already.
            file.writestr(f"files/{name}", content, zipfile.ZIP_STORED)
    encrypted = Cipher(PURPOSE).encrypt(archive.getvalue())
    copy.archive.save("archive", ContentFile(encrypted), save=False)
    if not Copy.objects.filter(pk=pk, archive="").update(archive=copy.archive.name):
        copy.archive.delete(save=False)


def make_waiting():
    """Make the copies whose knock was lost."""
    for pk in Copy.objects.filter(archive="").values_list("pk", flat=True):
        make(pk)


@transaction.atomic
def fetch(user, key) -> bytes | None:
    """The ZIP archive of the copy `key` of `user`; it is gone afterwards. None where there is none to fetch."""
    ready = Copy.objects.select_for_update().filter(user=user, key=key).exclude(archive="")
    copy = ready.filter(asked_at__gt=timezone.now() - Copy.LASTS).first()
    if copy is None:
        return None
    with copy.archive.open("rb") as file:
        archive = Cipher(PURPOSE).decrypt(file.read())
    copy.delete()
    return archive


def delete_expired():
    """Erase copies that nobody fetched in time."""
    Copy.objects.filter(asked_at__lt=timezone.now() - Copy.LASTS).delete()
