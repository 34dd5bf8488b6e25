"""The rows of a record that are written with one of its steps, such as languages and sources."""

from typing import Any

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext_lazy as _


class RowForm(forms.ModelForm):
    """One row. `repeated` is the stored row that a new one says again."""

    repeated: models.Model | None = None

    def says(self, row: Any) -> bool:
        """Whether `row` has every answer of this valid form."""
        return all(self.cleaned_data[name] == getattr(row, name) for name in self._meta.fields or ())

    def is_as_stored(self) -> bool:
        """Whether saving this valid form would change nothing."""
        return self.says(self.repeated) if self.repeated else not self.has_changed()


def is_leaving(form: Any) -> bool:
    """Whether the row of `form` is to be deleted, be its other answers valid or not."""
    return bool(getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME))


class Rows(forms.BaseInlineFormSet):
    """The rows of a record that is locked.

    A new row that is stored already, as when the same page is sent twice, is taken for the stored one.
    """

    def clean(self) -> None:
        """Find the stored rows that new ones repeat."""
        named = {form.instance.pk for form in self.initial_forms}
        unnamed = [row for row in self.get_queryset() if row.pk not in named]
        new: list[Any] = self.extra_forms
        for form in new:
            if not form.has_changed() or not form.is_valid() or is_leaving(form):
                continue
            form.repeated = next((row for row in unnamed if self.is_same(form, row)), None)
            if form.repeated:
                unnamed.remove(form.repeated)
                form.instance.pk, form.instance._state.adding = form.repeated.pk, False

    def is_same(self, form: Any, row: Any) -> bool:
        """Whether the new `form`, which is valid, means the stored `row`."""
        return form.says(row)

    def is_as_stored(self) -> bool:
        """Whether saving these valid rows would change nothing."""
        rows: list[Any] = self.forms
        # What is to be deleted and was not found is gone already.
        return all(form.instance.pk is None if is_leaving(form) else form.is_as_stored() for form in rows)


class DistinctRows(Rows):
    """Rows of which the first field may stand only once; says beside the row when something was chosen twice.

    The constraint in the database has to be deferred, so that two rows can exchange what they say.
    """

    def clean(self) -> None:
        """Compare the rows that remain."""
        seen = set()
        for form in self.forms:
            if is_leaving(form):
                continue
            name = self._distinct(form)
            value = getattr(form, "cleaned_data", {}).get(name)
            if value in seen:
                form.add_error(name, _("You chose this already."))
            elif value:
                seen.add(value)
        super().clean()

    def is_same(self, form: Any, row: Any) -> bool:
        """Whether both say the same in the field that may stand only once."""
        name = self._distinct(form)
        return form.cleaned_data[name] == getattr(row, name)

    def _distinct(self, form: Any) -> str:
        return next(iter(form.fields))
