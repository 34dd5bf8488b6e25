"""Fields that take an upload, and fields that remove one."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from network.files.checking import PICTURES, Checked, KeptAs, Rejected
from network.files.filetypes import facts
from network.files.models import Upload, digest_of
from network.files.sandbox import examine


@dataclass(frozen=True)
class Received:
    """An upload that was examined and is not kept yet."""

    name: str
    checked: Checked

    def keep(self, *, owner, record) -> Upload:
        """Keep it for `owner` and the record with the key `record`."""
        return Upload.keep(self.checked, self.name, owner=owner, record=record)


def is_kept(received: Received | None, upload: Upload | None) -> bool:
    """Whether what was `received` is the file of `upload` again."""
    return received is not None and upload is not None and digest_of(received.checked) == upload.digest


class UploadField(forms.FileField):
    """Takes one file of the `accepted` types; its clean value is `Received`, or None where no file came."""

    kept_as = KeptAs.FILE
    default_error_messages = {"required": gettext_lazy("Choose a file.")}

    def __init__(self, *, accepted, **kwargs):
        self.accepted = frozenset(accepted)
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        """Have the browser offer the accepted types first."""
        return super().widget_attrs(widget) | {"accept": ",".join(sorted(self.accepted))}

    def clean(self, data, initial=None):
        """Examine the file. Raises ValidationError with the reason, in the uploader's language."""
        file = super().clean(data, None)
        if file is None:
            return None
        if refusal := getattr(file, "refusal", ""):
            raise forms.ValidationError(refusal)
        try:
            return Received(file.name, examine(file.read(), self.accepted, get_language(), kept_as=self.kept_as))
        except Rejected as reason:
            raise forms.ValidationError(str(reason)) from reason


class PortraitField(UploadField):
    """Takes the picture of a person, which is kept small."""

    kept_as = KeptAs.PORTRAIT

    def __init__(self, **kwargs):
        super().__init__(accepted=PICTURES, **kwargs)


class PictureField(UploadField):
    """Takes the picture of a record, which is kept in the widths in which it is offered."""

    kept_as = KeptAs.PICTURE

    def __init__(self, **kwargs):
        super().__init__(accepted=PICTURES, **kwargs)


class RemovalField(forms.BooleanField):
    """A tick to remove `upload`, with a link to look at it first, at `address`."""

    def __init__(self, upload, address):
        label = _("Remove “%(name)s”") % {"name": upload.name}
        super().__init__(required=False, label=label, help_text=link_to(upload, address))


def link_to(upload, address=None) -> str:
    """A link to `upload` at `address`, by default for its owner, with type and size."""
    address = address or reverse("my-file", args=[upload.key])
    return format_html('<a href="{}"><bdi>{}</bdi></a> ({})', address, upload.name, facts(upload.described()))
