"""What was saved after a page was opened, beside what was typed on it."""

from typing import NamedTuple

from django import forms
from django.utils.functional import Promise

from network.moderation import in_words
from network.moderation.rows import Rows


class Saved(NamedTuple):
    """What people call a field or a group of rows, and what is saved there, in words."""

    label: str | Promise
    text: str


def saved(typed: forms.ModelForm, stored: forms.ModelForm) -> list[Saved]:
    """What is saved where the bound form `typed` says something else; `stored` is the same form as it is saved."""
    changed = set(typed.changed_data)
    return [Saved(field.label, _in_words(field)) for field in stored.visible_fields() if _is_among(field, changed)]


def saved_rows(label: str | Promise, typed: Rows, stored: Rows) -> list[Saved]:
    """All rows that are saved, below `label`, if the bound rows `typed` would change any."""
    if typed.is_valid() and typed.is_as_stored():
        return []
    return [Saved(label, "\n".join(map(in_words.row, stored.initial_forms)))]


def _in_words(field):
    return " · ".join(in_words.values(field))


def _is_among(field, names):
    return field.name in names and not isinstance(field.field, forms.FileField)
