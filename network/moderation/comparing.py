"""What was saved after a page was opened, beside what was typed on it."""

from typing import NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from network.moderation.rows import Rows


class Saved(NamedTuple):
    """What people call a field or a group of rows, and what is saved there, in words."""

    label: str | Promise
    text: str


def saved(typed: forms.ModelForm, stored: forms.ModelForm) -> list[Saved]:
    """What is saved where the bound form `typed` says something else; `stored` is the same form as it is saved."""
    changed = set(typed.changed_data)
    return [Saved(field.label, in_words(field)) for field in stored.visible_fields() if _is_among(field, changed)]


def saved_rows(label: str | Promise, typed: Rows, stored: Rows) -> list[Saved]:
    """All rows that are saved, below `label`, if the bound rows `typed` would change any."""
    if typed.is_valid() and typed.is_as_stored():
        return []
    return [Saved(label, "\n".join(map(_row_in_words, stored.initial_forms)))]


def in_words(field: BoundField) -> str:
    """The value of `field` as people read it."""
    value = field.value()
    if choices := getattr(field.field, "choices", None):
        chosen = {str(code) for code in (value if isinstance(value, list | tuple) else [value])}
        return " · ".join(str(label) for code, label in _flat(choices) if str(code) in chosen and code != "")
    if isinstance(field.field, forms.BooleanField):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def _row_in_words(row):
    answers = [in_words(field) for field in row.visible_fields() if field.name != DELETION_FIELD_NAME]
    return " · ".join(filter(None, answers))


def _is_among(field, names):
    return field.name in names and not isinstance(field.field, forms.FileField)


def _flat(choices):
    """The pairs of `choices`, also those below headings."""
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label
