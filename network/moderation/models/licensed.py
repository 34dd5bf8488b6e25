"""What its author agrees to have published under the licence of the network, and may withdraw from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.moderation.models.working_copy import Missing


class Licensed(models.Model):
    """Stands before Record among the bases of a kind that members write; `LicenceMixin` is in its last form."""

    licence_accepted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        """Whether its author has taken back the agreement to what is published."""
        return self.live_id is not None and self.licence_accepted_at is None  # type: ignore[attr-defined]

    def missing(self) -> list[Missing]:
        """What is empty, and the licence when it was not accepted."""
        licence = [] if self.licence_accepted_at else [Missing("accepts_licence", _("your agreement to publication"))]
        return super().missing() + licence  # type: ignore[misc]
