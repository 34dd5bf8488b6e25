"""How a file of a type that is not accepted becomes one that is."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.files.filetypes import PICTURES, FileType

TO_PDF = _(
    "Word, Excel, PowerPoint and similar files are not accepted. Save the document as PDF and upload the PDF: on a "
    "computer choose “File”, “Save as” or “Export”, then “PDF”; on a telephone open it, choose “Print”, then “Save as "
    "PDF”."
)
UNPACK = _("Archives (ZIP and similar) are not accepted. Unpack the archive and upload its files one by one.")
TO_PNG = _("This type of image is not accepted. Open it, save it as PNG or JPEG and upload that.")

DOCUMENTS = frozenset({FileType.PDF})
# What a file starts with → the types that it can be turned into, and how. The first that fits counts.
ADVICE = [
    # Compound File Binary (.doc, .xls, .ppt, anything of Office with a password), RTF.
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf"), DOCUMENTS, TO_PDF),
    # OPC (.docx, .xlsx, .pptx), OpenDocument, Apple's iWork; each is a ZIP archive whose entries tell.
    (re.compile(rb"PK\x03\x04.*?(?:\[Content_Types\]\.xml|opendocument|\.iwa)", re.DOTALL), DOCUMENTS, TO_PDF),
    (re.compile(rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b"), frozenset(FileType), UNPACK),
    (re.compile(rb"GIF8|BM|II\*\0|MM\0\*|\s*(?:<\?xml[^>]*>\s*)?<svg", re.IGNORECASE), PICTURES, TO_PNG),
]


def advice_for(content: bytes, accepted: frozenset[FileType]) -> Promise | None:
    """The sentence that tells how to turn `content` into a file of the `accepted` types, or None."""
    for pattern, targets, sentence in ADVICE:
        if pattern.match(content):
            return sentence if accepted & targets else None
    return None
