"""Asking for the sources of a record."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.moderation.rows import RowForm

# No list: Django adds the key of a model to it, and several models have sources.
FIELDS = ("title", "publisher", "year", "url")


def no_later_than_now(year: int | None) -> int | None:
    """Return `year`; raise ValidationError for one that has not begun."""
    if year and year > timezone.now().year:
        raise forms.ValidationError(_("This year is in the future."))
    return year


class SourceRowForm(RowForm):
    """One source; a kind says of which model."""

    def clean_year(self) -> int | None:
        """Nobody can check what is not out yet."""
        return no_later_than_now(self.cleaned_data["year"])
