"""The files of a record: what its content says of them, which are still needed, and who gets one."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from network.accounts import second_factor
from network.accounts.disclosure import disclose
from network.accounts.models import Look, User
from network.catalogue.cards import Card, Field
from network.files.models import Upload
from network.files.serving import download

if TYPE_CHECKING:
    from network.moderation.models.steps import Steps


def files_in(fields: Mapping[str, Field], content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What `content` (field → value) says of each file, in the order of `fields`; see `Upload.described()`."""
    found = []
    for name, field in fields.items():
        if field.holds_files:
            found += _as_list(content.get(name))
    return found


def prune(record: "Steps", *, but_live: bool = False) -> None:
    """Delete the uploads of `record` that its working copy does not name: what was taken back is shown no more.

    With `but_live` only those of the live version stay. What is suspended or refused keeps all, because it may be
    reinstated. Call in the transaction of the change, after it.
    """
    names = [name for name, field in record.FIELDS.items() if field.holds_files]
    if not names or (record.is_closed and not but_live):
        return
    content = record.live_version.content if but_live else record.content(names)
    needed = {file["key"] for file in files_in(record.FIELDS, content)}
    Upload.objects.of(record.key).exclude(key__in=needed).delete()


def file_or_404(request: HttpRequest, card: Card, fields: Mapping[str, Field], key: str) -> HttpResponseBase:
    """The response with the file `key`, if `card` shows it in one of `fields`; where needed, after a second factor.

    Raises Http404 for what is hidden and for what is missing.
    """
    for name, field in fields.items():
        if field.holds_files and any(file["key"] == key for file in _as_list(card.get(name))):
            break
    else:
        raise Http404
    upload = get_object_or_404(Upload.objects.of(card.key).select_related("owner"), key=key)
    if field.noted_as is None:
        return download(upload)
    if not second_factor.was_used(request):
        return second_factor.demand(request)
    return disclose(
        Look.What(field.noted_as), of=upload.owner, to=cast(User, request.user), content=lambda: download(upload)
    )


def names_picture(card: Card, key: str) -> bool:
    """Whether the picture that `card` shows is the file `key`."""
    return bool(shown := card.get("picture")) and shown["key"] == key


def _as_list(value):
    """The files in the value of a field: one, several or none."""
    if not value:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
