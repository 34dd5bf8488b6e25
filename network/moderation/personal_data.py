"""What is kept about those who write and decide, and how what somebody wrote is erased."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import eraser, register
from network.accounts.models import User
from network.catalogue import index
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement
from network.moderation.models import (
    Appeal,
    Assignment,
    Correction,
    Decision,
    Filing,
    Opening,
    Proposal,
    Record,
    Status,
    UnsavedStep,
    Version,
)
from network.moderation.uploads import prune

AS_THE_RECORD = _("as long as the contribution exists")
WITH_THE_RECORD = _("deleted with the contribution")

register(
    Record,
    "author",
    exported=[
        "key", "kind", "heading", "original_language", "pillars", "status", "audiences",
        "created_at", "edited_at", "submitted_at", "published_at", "confirmed_at",
    ],
    erased=_(
        "profile and drafts deleted; published contributions stay without your name, unless you choose to withdraw them"
    ),
    period=_("until you delete it"),
)  # fmt: skip
register(
    Version,
    "record__author",
    exported=["record__key", "number", "content", "audiences", "approved_at"],
    erased=_("earlier versions deleted"),
    period=AS_THE_RECORD,
)
register(
    Decision,
    "record__author",
    exported=["record__key", "action", "at", "grounds", "reason", "notes", "content"],
    erased=_("deleted"),
    period=AS_THE_RECORD,
)
register(
    Proposal,
    "record__author",
    # A refusal that is not decided yet is none; the reasons of a suspension stand on the author's page and in a letter.
    exported=[],
    erased=WITH_THE_RECORD,
    period=_("until it is confirmed or cancelled, up to five working days"),
)
register(
    Appeal,
    "record__author",
    exported=["record__key", "text", "at"],
    erased=_("deleted"),
    period=AS_THE_RECORD,
)
register(
    Correction,
    "record__author",
    exported=["record__key", "field", "before", "after", "at"],
    erased=_("deleted"),
    period=AS_THE_RECORD,
)
register(
    Assignment,
    "record__author",
    exported=[],
    erased=WITH_THE_RECORD,
    period=_("until the decision"),
)
register(
    UnsavedStep,
    "author",
    exported=["kind", "key", "step", "answers", "at"],
    erased=_("deleted"),
    period=_("until you save or discard it; up to 30 days"),
)
register(
    Opening,
    "record__author",
    # Shown on the author's page, where small numbers are left out: they may tell who read.
    exported=[],
    erased=_("deleted"),
    period=_("three years"),
)
register(
    Filing,
    "content_object__author",
    exported=["content_object__key", "tag__slug"],
    erased=WITH_THE_RECORD,
    period=AS_THE_RECORD,
)


def register_kind(model: type[Record], path: str = "author", *, erased: str | Promise, period: str | Promise) -> None:
    """Register a kind of record: its author gets all of its content, and what the row holds beside it."""
    register(model, path, describe=describe, erased=erased, period=period)


def describe(record: Record) -> dict[str, Any]:
    """The working copy of `record` as its author gets it: a value for each of FIELDS and each column of INTERNAL."""
    columns = {field.name: field.attname for field in record._meta.local_concrete_fields}
    beside = {name: getattr(record, columns[name]) for name in sorted(record.INTERNAL & columns.keys())}
    return {"key": record.key} | record.content() | beside


def erase_record(record: Record) -> None:
    """Delete `record` with all its versions and decisions, and take it out of the index. Call in a transaction."""
    record.lock()
    number = record.live.number if record.live else 0
    record.live = None
    record.save()
    index.erase(record.key)
    index.announce(record.KIND, record.key, Announcement.Change.HIDDEN, number)
    record.run(record.HOOKS.after_change)
    record.delete_with_all()


@eraser
def erase_contributions(user: User, take_down: bool) -> None:
    """Delete what was never published; leave what was under the licence, unless it shall go too.

    From what stays, earlier versions go, and whatever only staff could read.
    """
    UnsavedStep.objects.filter(author=user).delete()
    for record in Record.objects.by(user).select_related("live"):
        if take_down or record.live is None:
            erase_record(record.specific)
        else:
            _leave_what_is_public(record.specific)


def _leave_what_is_public(record):
    """Forget what only staff could read, and what was written after the approved version."""
    prune(record, but_live=True)
    # The files are gone from its columns as well.
    record.refresh_from_db()
    private = {name for name, field in record.FIELDS.items() if field.ceiling == Audience.STAFF}
    kinds = {"TextField", "CharField"}
    texts = {field.name for field in record._meta.get_fields() if field.get_internal_type() in kinds}
    for name in texts & record.FIELDS.keys():
        setattr(record, name, "" if name in private else record.live.content.get(name, ""))
    record.status = Status.PUBLISHED
    record.save()
    record.corrections.all().delete()
    record.openings.all().delete()
    record.decisions.all().delete()
    record.versions.exclude(pk=record.live_id).delete()
    content = {name: "" if name in private & texts else value for name, value in record.live.content.items()}
    Version.objects.filter(pk=record.live_id).update(content=content)
