"""Fields with which a form gives a record a file, takes it away, or puts another one in its place."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.files.forms import PictureField, RemovalField, is_kept
from network.files.models import Upload
from network.moderation.models import Record


class FilesMixin(forms.ModelForm):
    """Files that a record names in columns of its own.

    `FILES` tells for each column the field that takes a new file; `remove_<column>` is a tick that takes it away.
    Whoever stores the record calls `keep_files` before; `save` does for forms that store it themselves.
    """

    FILES: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        order = []
        for name in self.fields:
            order.append(name)
            order += [removal(column) for column, field in self.FILES.items() if field == name]
        for column in self.FILES:
            self.fields.pop(removal(column), None)
            if upload := getattr(self.instance, column):
                self.initial[self.FILES[column]] = upload.name
                self.fields[removal(column)] = RemovalField(upload, self.address_of(upload))
        self.order_fields(order)

    def address_of(self, upload: Upload) -> str:
        """Where whoever fills in the form looks at `upload`."""
        return reverse("my-file", args=[upload.key])

    def has_file(self, column: str) -> bool:
        """Whether the record has a file in `column` once this form, in which all is valid so far, is saved."""
        return bool(self.cleaned_data.get(self.FILES[column]) or getattr(self.instance, column))

    def clean(self) -> dict[str, Any]:
        """Take away what is ticked, unless something else came in its place."""
        super().clean()
        cleaned = self.cleaned_data
        for column, field in self.FILES.items():
            if cleaned.get(removal(column)) and not cleaned.get(field):
                setattr(self.instance, column, None)
        return cleaned

    def is_as_stored(self) -> bool:
        """A file that came again changes nothing."""
        same = {
            column
            for column, field in self.FILES.items()
            if is_kept(self.cleaned_data[field], getattr(self.instance, column))
        }
        unchanged = {self.FILES[column] for column in same} | {removal(column) for column in same}
        return set(self.changed_data) <= unchanged

    def keep_files(self, record: Record) -> None:
        """Keep the files that came, and name them in `record`."""
        for column, field in self.FILES.items():
            if received := self.cleaned_data.get(field):
                setattr(record, column, received.keep(owner=record.author, record=record.key))

    def save(self, commit: bool = True) -> Record:
        """Keep what came."""
        if commit:
            self.keep_files(self.instance)
        return super().save(commit)


class PictureMixin(FilesMixin):
    """The picture of a record, with its description and credit, which the form names among its fields."""

    FILES = {"picture": "new_picture"}

    new_picture = PictureField(
        required=False,
        label=_("Image"),
        help_text=_("JPEG, PNG, WebP, HEIC or AVIF, up to 15 MB. Show no one who has not agreed to be shown."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words beside a picture; without one there is nothing to describe."""
        super().clean()
        cleaned = self.cleaned_data
        if "new_picture" in self.errors:
            return cleaned
        if not self.has_file("picture"):
            for name in ("picture_alt", "picture_credit"):
                cleaned[name] = ""
                # Django keeps the stored value of a field with a default that was not sent.
                setattr(self.instance, name, "")
        elif not cleaned.get("picture_alt") and "picture_alt" not in self.errors:
            self.add_error("picture_alt", _("Describe the image for people who cannot see it."))
        return cleaned


def removal(column: str) -> str:
    """The name of the field that takes away the file in `column`."""
    return f"remove_{column}"
