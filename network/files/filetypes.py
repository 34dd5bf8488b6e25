"""The types of files that members may upload, and how large each may be."""

from typing import Any

from django.db.models import TextChoices
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# A photograph of 24 megapixels takes 5 to 12 MB as JPEG, a report of a hundred pages with pictures 5 to 10 MB; more
# does not travel over the connections of many members.
MOST_BYTES = 15 * 1024 * 1024


class FileType(TextChoices):
    """What a file was found to be. The value is its media type (IANA)."""

    JPEG = "image/jpeg", _("JPEG image")
    PNG = "image/png", _("PNG image")
    WEBP = "image/webp", _("WebP image")
    HEIC = "image/heic", _("HEIC image (iPhone)")
    AVIF = "image/avif", _("AVIF image")
    PDF = "application/pdf", _("PDF document")

    @property
    def kept_as(self) -> "FileType":
        """The type that a clean file of this type has. Old browsers show neither HEIC nor AVIF."""
        return FileType.JPEG if self in {FileType.HEIC, FileType.AVIF} else self

    @property
    def media_type(self) -> str:
        return self.value

    @property
    def extension(self) -> str:
        """What the name of such a file ends with, without the dot."""
        return "jpg" if self is FileType.JPEG else self.name.lower()


PICTURES = frozenset(FileType) - {FileType.PDF}


def facts(file: dict[str, Any]) -> str:
    """What a reader wants to know before fetching `file` (`Upload.described()`): “PDF, 1.2 MB”."""
    # By the name, so that files of types that are no longer accepted are described as well.
    kind = file["name"].rpartition(".")[2].upper()
    return gettext("%(type)s, %(size)s") % {"type": kind, "size": filesizeformat(file["size"])}
