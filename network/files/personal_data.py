"""What is kept about those who upload. Files go with their records, which `network.moderation.personal_data` erases."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import enclosure, register
from network.accounts.models import User
from network.files.models import Rendition, Upload

register(
    Upload,
    "owner",
    exported=["key", "record", "name", "media_type", "size", "uploaded_at"],
    erased=_("deleted; files of published contributions stay without your name, unless you choose to withdraw them"),
    period=_("until neither your draft nor the published page shows it"),
)
register(
    Rendition,
    "upload__owner",
    # The picture itself is in the copy.
    exported=[],
    erased=_("with its upload"),
    period=_("as long as its upload"),
)


@enclosure
def files_of(user: User) -> Iterator[tuple[str, bytes]]:
    """Every file that `user` uploaded, as pairs of a name and the bytes."""
    for upload in Upload.objects.filter(owner=user):
        # One that the disk has lost must not cost somebody their copy of all the rest.
        if upload.is_stored:
            with upload.content.open("rb") as file:
                yield f"{upload.key}-{upload.name}", file.read()
