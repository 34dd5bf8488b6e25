"""Fields that take an upload, and fields that remove one."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from network.files.checking import PICTURES, Checked, Rejected
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
            return Received(file.name, self.examine(file.read()))
        except Rejected as reason:
            raise forms.ValidationError(str(reason)) from reason

    def examine(self, content) -> Checked:
        """What is kept of `content`. Raises Rejected."""
        return examine(content, self.accepted, get_language())


class PortraitField(UploadField):
    """Takes the picture of a person, which is kept small."""

    def __init__(self, **kwargs):
        super().__init__(accepted=PICTURES, **kwargs)

    def examine(self, content):
        """The picture as a small JPEG."""
        return examine(content, self.accepted, get_language(), is_portrait=True)


class RemovalField(forms.BooleanField):
    """A tick to remove `upload`, with a link to look at it first."""

    def __init__(self, upload):
        label = _("Remove “%(name)s”") % {"name": upload.name}
        super().__init__(required=False, label=label, help_text=link_to(upload))


def link_to(upload) -> str:
    """A link to `upload` for its owner, with type and size."""
    address = reverse("my-file", args=[upload.key])
    return format_html('<a href="{}"><bdi>{}</bdi></a> ({})', address, upload.name, facts(upload.described()))
