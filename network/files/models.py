"""Uploads that are kept, each for the record that it belongs to."""

import hashlib
import logging
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.files.names import MOST_LETTERS, harmless
from network.keys import new_key
from network.storage import keep_files_of, private, random_name

if TYPE_CHECKING:
    from network.accounts.models import User
    from network.files.checking import Checked

logger = logging.getLogger(__name__)


def digest_of(checked: "Checked") -> str:
    """By which a `Checked` file is known again."""
    return hashlib.sha256(checked.content).hexdigest()


class Stored(models.Model):
    """A row with one private file, its `content`."""

    content = models.FileField(storage=private, upload_to=random_name)

    class Meta:
        abstract = True

    @property
    def is_stored(self) -> bool:
        """Whether the file is there; says so in the log where it should be and is not."""
        found = self.content.storage.exists(str(self.content.name))
        if not found:
            logger.error("The file of %s is not in the storage.", self)
        return found


class UploadQuerySet(models.QuerySet):
    """Questions about uploads."""

    def of(self, record: str) -> Self:
        """Those that belong to the record with the key `record`."""
        return self.filter(record=record)

    def bytes_of(self, owner: "User") -> int:
        """How many bytes are kept for `owner`."""
        return self.filter(owner=owner).aggregate(bytes=Sum("size", default=0))["bytes"]


@pghistory.track(fields=["owner", "record", "media_type", "size"], model_name="UploadEvent")
class Upload(Stored):
    """A file as the examination wrote it anew. Who may have it, the card of its record says; see `serving`."""

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    record = models.CharField(max_length=22, db_index=True, help_text=_("Key of the record that it belongs to."))
    name = models.CharField(_("name"), max_length=MOST_LETTERS)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text=_("In bytes."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what is kept."))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [models.UniqueConstraint(fields=["record", "digest"], name="upload_once_per_record")]

    def __str__(self):
        return f"upload-{self.pk}"

    @classmethod
    def keep(cls, checked: "Checked", name: str, *, owner: "User", record: str) -> "Upload":
        """Keep a `Checked` file that `owner` called `name`; what the record (a key) has already is given back."""
        digest = digest_of(checked)
        same = cls.objects.of(record).filter(digest=digest).first()
        upload = same or cls.objects.create(
            owner=owner,
            record=record,
            name=harmless(name, checked.extension),
            media_type=checked.media_type,
            size=len(checked.content),
            digest=digest,
            content=ContentFile(checked.content, name="upload"),
        )
        if not upload.renditions.exists():
            for width, height, content in checked.drawings:
                file = ContentFile(content, name="rendition")
                upload.renditions.create(width=width, height=height, content=file)
        return upload

    def described(self) -> dict:
        """What the content of a record says of it, as JSON."""
        return {"key": self.key, "name": self.name, "media_type": self.media_type, "size": self.size}

    def described_as_picture(self) -> dict:
        """The same for the picture of a record: with its proportions, and the widths in which it is offered."""
        sizes = list(self.renditions.values_list("width", "height"))
        width, height = sizes[-1]
        return self.described() | {"width": width, "height": height, "widths": [width for width, _height in sizes]}


class Rendition(Stored):
    """The picture of a record in one of the widths in which it is offered, as WebP. It goes with its upload."""

    MEDIA_TYPE = "image/webp"

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="renditions")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["upload", "width"]
        verbose_name = _("image size")
        verbose_name_plural = _("image sizes")
        constraints = [models.UniqueConstraint(fields=["upload", "width"], name="rendition_once_per_width")]

    def __str__(self):
        return f"{self.upload}, {self.width} × {self.height}"


keep_files_of(Upload, since="uploaded_at")
keep_files_of(Rendition, since="stored_at")
