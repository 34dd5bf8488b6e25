"""The one way in for an upload: what it is, whether it may be kept, and the clean bytes to keep.

A type is known by the structure of a file, never by its name or by what a browser says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from network.files import images, pdf
from network.files.advice import advice_for
from network.files.filetypes import MOST_BYTES, PICTURES, FileType
from network.files.rejection import Rejected
from network.phrasing import listed

__all__ = ["PICTURES", "Checked", "FileType", "KeptAs", "Rejected", "check", "check_as"]

EXAMINERS = {images: PICTURES, pdf: frozenset({FileType.PDF})}
NOT_ACCEPTED = _("This file type is not accepted. Upload one of these: %(types)s.")
TOO_LARGE = _("The file is larger than %(most)d MB. Make it smaller, or upload it in parts.")


class KeptAs(StrEnum):
    """What becomes of an upload that may be kept."""

    FILE = "file"  # as it is, written anew
    PORTRAIT = "portrait"  # the picture of a person, as a small JPEG
    PICTURE = "picture"  # the picture of a record, as a JPEG and as drawings in several widths


@dataclass(frozen=True)
class Checked:
    """A file that may be kept, as it was written anew; of the picture of a record also its drawings."""

    content: bytes
    media_type: str
    extension: str
    drawings: tuple[images.Drawing, ...] = ()

    @classmethod
    def of(cls, content: bytes, file_type: FileType, drawings: Iterable[images.Drawing] = ()) -> "Checked":
        return cls(content, file_type.media_type, file_type.extension, tuple(drawings))


def check(content: bytes, accepted: Iterable[FileType]) -> Checked:
    """Examine an upload and write it anew, without metadata.

    Raises Rejected, whose str tells the uploader what to do, for a type that is not in `accepted`, and for a file that
    is too large, damaged or cannot be read without a password; and nothing else.
    """
    accepted = frozenset(accepted)
    if len(content) > MOST_BYTES:
        raise Rejected(TOO_LARGE, {"most": MOST_BYTES // 1024**2})
    for examiner, family in EXAMINERS.items():
        # A file of a family that nobody wants here need not be opened.
        file_type = examiner.recognize(content) if accepted & family else None
        if file_type in accepted:
            return Checked.of(examiner.clean(content), file_type.kept_as)
    if advice := advice_for(content, accepted):
        raise Rejected(advice)
    raise Rejected(NOT_ACCEPTED, {"types": lazy(_listed, str)(accepted)})


def check_as(kept_as: KeptAs, content: bytes, accepted: Iterable[FileType]) -> Checked:
    """The same for an upload that becomes what `kept_as` says. Whatever a picture was, it is kept as a JPEG."""
    checked = check(content, accepted)
    if kept_as is KeptAs.PORTRAIT:
        return Checked.of(images.portrait(checked.content), FileType.JPEG)
    if kept_as is KeptAs.PICTURE:
        return Checked.of(images.plain(checked.content), FileType.JPEG, images.drawings(checked.content))
    return checked


def _listed(file_types):
    return listed(file_type.label for file_type in FileType if file_type in file_types)
