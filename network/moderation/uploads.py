"""The files of a record: what its content says of them, which are still needed, and who gets one."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from network.files.models import Upload
from network.files.serving import download


def files_in(fields, content) -> list:
    """What `content` (field → value) says of each file, in the order of `fields`; see `Upload.described()`."""
    found = []
    for name, field in fields.items():
        if field.holds_files:
            found += _as_list(content.get(name))
    return found


def prune(record, *, but_live=False):
    """Delete the uploads of `record` that its working copy does not name: what was taken back is shown no more.

    With `but_live` only those of the live version stay. What is suspended or refused keeps all, because it may be
    reinstated. Call in the transaction of the change, after it.
    """
    names = [name for name, field in record.FIELDS.items() if field.holds_files]
    if not names or (record.is_closed and not but_live):
        return
    content = record.live.content if but_live else record.content(names)
    needed = {file["key"] for file in files_in(record.FIELDS, content)}
    Upload.objects.of(record.key).exclude(key__in=needed).delete()


def file_or_404(card, name, key):
    """The response with the file `key`, if `card` shows it in its field `name`. Hidden and missing are the same."""
    if all(file["key"] != key for file in _as_list(card.get(name))):
        raise Http404
    return download(get_object_or_404(Upload.objects.of(card.key), key=key))


def _as_list(value):
    """The files in the value of a field: one, several or none."""
    if not value:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
