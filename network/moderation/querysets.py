"""Questions about records, as sentences."""

from typing import TYPE_CHECKING, Self

from django.db import models

from network.catalogue import kinds

if TYPE_CHECKING:
    from network.accounts.models import User


class RecordQuerySet(models.QuerySet):
    """Works on records of all kinds, and on each kind."""

    def published(self) -> Self:
        """Those of which an approved version is up, with that version."""
        return self.filter(live__isnull=False).select_related("live")

    def waiting(self) -> Self:
        """Those that a moderator has to decide, the longest waiting first."""
        return self.filter(status="submitted").order_by("submitted_at", "pk")

    def handed_in(self) -> Self:
        """Those that were submitted at least once. A draft that was not is its author's alone."""
        return self.filter(submitted_at__isnull=False)

    def by(self, author: "User") -> Self:
        """Those that `author` wrote."""
        return self.filter(author=author)

    def with_history(self) -> Self:
        """With live version, author and decisions at hand, and the row of each kind."""
        rows = [kind.model._meta.model_name for kind in kinds.registered()]
        beside = ("decisions__by", "decisions__appeal", "appeals", "corrections")
        return self.select_related("live", "author", "proposal", *rows).prefetch_related(*beside)
