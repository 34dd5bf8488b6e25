"""How much somebody may upload: of one request, in a day, and altogether."""

from allauth.core import ratelimit
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from network.files.filetypes import MOST_BYTES
from network.files.models import Upload

# A photo and a CV, and what else is typed.
MOST_REQUEST_BYTES = 2 * MOST_BYTES + 1024**2
# Two practices with five attachments each, and a profile.
MOST_KEPT_BYTES = 60 * 1024**2

TOO_MANY = _("You have uploaded very many files today. Please try again tomorrow.")
NO_ROOM = _("Your files would take more than %(most)d MB together. Remove one that you no longer need.")


class BodyLimit(FileUploadHandler):
    """Refuses a request that is larger than any form of ours, before a byte of its files is read."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Raise RequestDataTooBig, which Django answers with 400."""
        if content_length > MOST_REQUEST_BYTES:
            raise RequestDataTooBig("The body is larger than all files of a form together may be.")

    def receive_data_chunk(self, raw_data, start):
        """Leave the file to the handlers that follow."""
        return raw_data

    def file_complete(self, file_size):
        """Leave the file to the handlers that follow."""


def files_within_limits(request):
    """The files that came with `request`. One too many carries in `refusal` the sentence that its field shows."""
    kept = Upload.objects.bytes_of(request.user) if request.FILES else 0
    for file in request.FILES.values():
        kept += file.size
        if kept > MOST_KEPT_BYTES:
            file.refusal = NO_ROOM % {"most": MOST_KEPT_BYTES // 1024**2}
        elif not ratelimit.consume(request, action="upload", user=request.user):
            file.refusal = TOO_MANY
    return request.FILES
