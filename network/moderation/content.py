"""The content of a version that is older than a field of its kind: what is missing reads as that field's blank."""

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db import models

if TYPE_CHECKING:
    from network.moderation.models.working_copy import WorkingCopy

# What a field holds that nobody filled in, as JSON.
EMPTY: tuple[Any, ...] = ("", None, [], {})


def complete(record: "WorkingCopy", content: dict) -> dict[str, Any]:
    """`content` of a version of `record` with a value for each of its FIELDS, in their order."""
    return {name: content[name] if name in content else blank(record, name) for name in record.FIELDS}


def blank(record: "WorkingCopy", name: str) -> Any:
    """What the field `name` of `record` holds, as JSON, where nobody ever filled it in.

    A date that cannot be empty is that of the first publication.
    """
    try:
        field = cast(models.Field, record._meta.get_field(name))
    except FieldDoesNotExist:  # composed of several fields
        return {}
    if field.many_to_many or field.one_to_many:
        return []
    if field.is_relation:
        return {} if record.FIELDS[name].holds_files else None
    if isinstance(field, models.DateField) and not field.null:
        return _day_or_moment(field, record.published_at)
    return field.get_default()


def _day_or_moment(field, moment):
    value = moment if isinstance(field, models.DateTimeField) else moment.date()
    return value.isoformat()
