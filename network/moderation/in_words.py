"""Answers of bound forms as people read them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.files.forms import RemovalField
from network.forms import CleanField


def questions(form: forms.BaseForm) -> Iterator[CleanField]:
    """The fields of `form` in which something is answered, not those that take something away."""
    for field in form.visible_fields():
        if field.name != DELETION_FIELD_NAME and not isinstance(field.field, RemovalField):
            yield cast(CleanField, field)


def values(field: BoundField) -> list[str]:
    """What `field` says: nothing, one text, or one for each choice."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return [_("Yes") if value else _("No")]
    if choices := getattr(field.field, "choices", None):
        chosen = {str(code) for code in (value if isinstance(value, list | tuple) else [value])} - {""}
        return [str(label) for code, label in _flat(choices) if str(code) in chosen]
    if isinstance(value, date):
        return [date_format(value)]
    return [] if value in (None, "") else [str(value)]


def row(form: forms.BaseForm) -> str:
    """What a row says, in one line."""
    return " · ".join(text for field in questions(form) for text in values(field))


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """The pairs of `choices`, also those below headings."""
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label
