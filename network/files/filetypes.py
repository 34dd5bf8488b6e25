"""The types of files that members may upload, and how large each may be."""

from django.db.models import TextChoices
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

# A photograph of twelve megapixels takes 3 to 6 MB as JPEG.
MOST_IMAGE_BYTES = 8 * 1024 * 1024
# A report of a hundred pages with pictures takes 5 to 10 MB; more does not travel over the connections of many members.
MOST_DOCUMENT_BYTES = 15 * 1024 * 1024


class FileType(TextChoices):
    """What a file was found to be. The value is its media type (IANA)."""

    JPEG = "image/jpeg", _("JPEG picture")
    PNG = "image/png", _("PNG picture")
    WEBP = "image/webp", _("WebP picture")
    PDF = "application/pdf", _("PDF document")
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("Word document (.docx)")
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel workbook (.xlsx)")
    PPTX = (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _("PowerPoint presentation (.pptx)"),
    )

    @property
    def media_type(self) -> str:
        return self.value

    @property
    def extension(self) -> str:
        """What the name of such a file ends with, without the dot."""
        return "jpg" if self is FileType.JPEG else self.name.lower()

    @property
    def most_bytes(self) -> int:
        return MOST_IMAGE_BYTES if self.value.startswith("image/") else MOST_DOCUMENT_BYTES


def facts(file) -> str:
    """What a reader wants to know before fetching `file` (`Upload.described()`): “PDF, 1.2 MB”."""
    return now("%(type)s, %(size)s") % {"type": FileType(file["media_type"]).name, "size": filesizeformat(file["size"])}
