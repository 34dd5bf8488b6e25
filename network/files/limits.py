"""How much somebody may upload: of one request, in a day, and altogether."""

from collections.abc import Iterable
from typing import Any, cast

from allauth.core import ratelimit
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.files.filetypes import MOST_BYTES
from network.files.models import Upload

# A photo and a CV, and what else is typed.
MOST_REQUEST_BYTES = 2 * MOST_BYTES + 1024**2
# Two practices with five attachments each, and a profile.
MOST_KEPT_BYTES = 60 * 1024**2
# Two hundred publications, each with a cover.
MOST_KEPT_BYTES_OF_EDITORS = 2 * 1024**3

TOO_MANY = _("You have reached the daily limit for uploads. Try again tomorrow.")
NO_ROOM = _(
    "With this file you would exceed your limit of %(most)d MB. Remove a file that you no longer need, then "
    "upload it again."
)


class BodyLimit(FileUploadHandler):
    """Refuses a request that is larger than any form of ours, before a byte of its files is read."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Raise RequestDataTooBig, which Django answers with 400."""
        if content_length > MOST_REQUEST_BYTES:
            raise RequestDataTooBig("The body is larger than all files of a form together may be.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave the file to the handlers that follow."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that follow."""


def files_within_limits(request: HttpRequest, most_kept: int | None = None) -> MultiValueDict:
    """The files that came with `request`. One too many carries in `refusal` the sentence that its field shows.

    `most_kept` is how many bytes may be kept for the reader altogether, where that differs from a member.
    """
    most_kept = most_kept or MOST_KEPT_BYTES
    files = request.FILES
    kept = Upload.objects.bytes_of(cast(User, request.user)) if files else 0
    for file in cast(Iterable[Any], files.values()):
        kept += file.size
        if kept > most_kept:
            file.refusal = NO_ROOM % {"most": most_kept // 1024**2}
        elif not ratelimit.consume(request, action="upload", user=request.user):
            file.refusal = TOO_MANY
    return files
