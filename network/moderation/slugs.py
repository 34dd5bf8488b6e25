"""Readable addresses of records: one for each, also where two of one title are published at the same moment."""

from django.utils.text import slugify

from network.constraints import attempt
from network.moderation.models import Record

# Leaves room for a mark within the column.
MOST_LETTERS = 110


def give_slug(record: Record, title: str, *marks: str) -> None:
    """Store the address that `title` makes; where another record of the kind has it, with one of `marks` behind it.

    The database decides: whoever wants the address of a record that is being published waits for the end of that.
    """
    plain = slugify(title)[:MOST_LETTERS].strip("-")
    for mark in ("", *marks, record.key[:12].lower()):
        slug = "-".join(filter(None, (plain, mark)))
        if slug and _store(record, slug):
            return
    raise AssertionError(f"No address is free for {record.key}.")


def _store(record, slug):
    with attempt(f"{record._meta.db_table}_slug_key") as stored:
        type(record).objects.filter(pk=record.pk).update(slug=slug)
    if not stored.is_refused:
        record.slug = slug
    return not stored.is_refused
