"""The rows of a record that are written with one of its steps, such as languages and sources."""

from typing import Any

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext_lazy as _

TOO_MANY = _("There can be up to %(most)d of them. Remove some, then save again.")

# No browser sends more in one form (DATA_UPLOAD_MAX_NUMBER_FIELDS); Django's own limit takes too long to show.
MOST_ON_A_PAGE = 100


class RowForm(forms.ModelForm):
    """One row. `repeated` is the stored row that a new one says again."""

    repeated: models.Model | None = None

    @property
    def is_half(self) -> bool:
        """Whether it is a new row in which nothing is wrong but that answers are missing."""
        wrong = [error for errors in self.errors.as_data().values() for error in errors]
        is_new = self.instance.pk is None and not is_leaving(self)
        return is_new and bool(wrong) and all(error.code == "required" for error in wrong)

    @property
    def is_gone(self) -> bool:
        """Whether it is to be removed before it was ever stored, so that nobody needs to see it again."""
        return self.is_bound and self.instance.pk is None and is_leaving(self)

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
    """The rows of a record that is locked. A page has an empty row where there is none yet, or with `one_more`.

    A new row that is stored already, as when the same page is sent twice, is taken for the stored one; one that was
    deleted after the page was opened is new. However many rows a page names, no more than `max_num` are stored.
    """

    def __init__(self, *args: Any, one_more: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.absolute_max = min(self.absolute_max, MOST_ON_A_PAGE)
        self.extra = int(one_more or not self.initial_form_count())

    @property
    def anchor(self) -> str:
        """The id of the part of the page with the rows."""
        return self.auto_id % self.prefix

    @property
    def is_addable_here(self) -> bool:
        """Whether the page may add rows by itself. Files come one at a time, because each is examined."""
        return not self.is_multipart()

    @property
    def has_room(self) -> bool:
        """Whether there may be another row than those on the page."""
        return self.total_form_count() < self.max_num

    @property
    def halves(self) -> list[Any]:
        """The rows that are kept as they were typed (see `unsaved`) and not stored, because answers are missing."""
        rows: list[Any] = self.forms[self.initial_form_count() :]
        return [form for form in rows if form.is_half]

    @property
    def extra_forms(self) -> list[Any]:
        """The new rows that are stored."""
        rows: list[Any] = super().extra_forms
        return [form for form in rows if not form.is_half]

    def is_savable(self) -> bool:
        """Whether all but `halves` can be stored."""
        rows: list[Any] = self.forms
        # Asked first: what is wrong with rows beside each other is said in the rows.
        together = self.non_form_errors()
        wrong = [form for form in rows if form.errors and not is_leaving(form) and not form.is_half]
        return not (wrong or together)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Call the removal by its name; take the key of a row that is gone for what it is: no choice any more."""
        super().add_fields(form, index)
        if self.is_bound and index is not None and index < self.initial_form_count() and form.instance.pk is None:
            form.fields["id"] = forms.Field(widget=forms.HiddenInput)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].label = _("Remove this row")

    def clean(self) -> None:
        """Find the stored rows that new ones repeat, and count what would be stored."""
        rows: list[Any] = self.forms
        named = {form.instance.pk for form in rows}
        unnamed = [row for row in self.get_queryset() if row.pk not in named]
        new = [form for form in rows if form.instance.pk is None and form.has_changed() and not is_leaving(form)]
        for form in filter(forms.BaseForm.is_valid, new):
            form.repeated = next((row for row in unnamed if self.is_same(form, row)), None)
            if form.repeated:
                unnamed.remove(form.repeated)
                form.instance.pk, form.instance._state.adding = form.repeated.pk, False
        leaving = {form.instance.pk for form in rows if is_leaving(form)} - {None}
        added = [form for form in new if form.repeated is None]
        if added and len(self.get_queryset()) - len(leaving) + len(added) > self.max_num:
            raise forms.ValidationError(TOO_MANY % {"most": self.max_num})

    def save(self, commit: bool = True) -> list[Any]:
        """Store the rows; also those anew that are gone."""
        saved = super().save(commit)
        gone: list[Any] = [form for form in self.initial_forms if form.instance.pk is None and not is_leaving(form)]
        return saved + [self.save_new(form, commit) for form in gone]

    def is_same(self, form: Any, row: Any) -> bool:
        """Whether the new `form`, which is valid, means the stored `row`."""
        return form.says(row)

    def is_as_stored(self) -> bool:
        """Whether saving these rows, of which all but `halves` are valid, would change nothing."""
        rows: list[Any] = [*self.initial_forms, *self.extra_forms]
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
                form.add_error(name, _("You have already chosen this. Choose something else or leave the row empty."))
            elif value:
                seen.add(value)
        super().clean()

    def is_same(self, form: Any, row: Any) -> bool:
        """Whether both say the same in the field that may stand only once."""
        name = self._distinct(form)
        return form.cleaned_data[name] == getattr(row, name)

    def _distinct(self, form: Any) -> str:
        return next(iter(form.fields))
