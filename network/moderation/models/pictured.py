"""The one picture that a record may carry, with what it shows in words and who made it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.catalogue.audiences import Audience
from network.catalogue.cards import Field, Prose
from network.files.models import Upload

# For the FIELDS of a kind.
PICTURE = {
    "picture": Field(Audience.PUBLIC, holds_files=True),
    "picture_alt": Field(Audience.PUBLIC, prose=Prose.PLAIN),
    "picture_credit": Field(Audience.PUBLIC),
}


def picture_is_described(kind: str) -> models.CheckConstraint:
    """For the constraints of a kind: no picture without words for those who cannot see it (WCAG 2.2, 1.1.1)."""
    described = models.Q(picture__isnull=True) | ~models.Q(picture_alt="")
    return models.CheckConstraint(condition=described, name=f"{kind}_picture_is_described")


class Pictured(models.Model):
    """The columns of the picture; a record inherits them beside `Record`."""

    picture = models.ForeignKey(
        Upload, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("image")
    )
    picture_alt = models.CharField(
        _("image description"),
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text=_("Needed with an image: what it shows, in one sentence, for people who cannot see it."),
    )
    picture_credit = models.CharField(
        _("image credit"),
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text=_("Who made the image, or owns the rights to it."),
    )

    class Meta:
        abstract = True

    def content_of_picture(self) -> dict[str, Any]:
        """The picture with the widths in which it is offered, or nothing."""
        return self.picture.described_as_picture() if self.picture else {}
