"""Questions about records, as sentences."""

from django.db import models

from network.catalogue import kinds


class RecordQuerySet(models.QuerySet):
    """Works on records of all kinds, and on each kind."""

    def published(self):
        """Those of which an approved version is up, with that version."""
        return self.filter(live__isnull=False).select_related("live")

    def waiting(self):
        """Those that a moderator has to decide, the longest waiting first."""
        return self.filter(status="submitted").order_by("submitted_at", "pk")

    def by(self, author):
        """Those that `author` wrote."""
        return self.filter(author=author)

    def with_history(self):
        """With live version, author and decisions at hand, and the row of each kind."""
        rows = [kind.model._meta.model_name for kind in kinds.registered()]
        beside = ("decisions__by", "decisions__appeal", "appeals")
        return self.select_related("live", "author", "proposal", *rows).prefetch_related(*beside)
