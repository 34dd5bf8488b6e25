"""How fresh something is, by when its author last said that it is still correct."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Freshness(models.TextChoices):
    """From green over amber to red. Red only after the author was asked and had time to answer."""

    FRESH = "fresh", _("Up to date")
    AGEING = "ageing", _("Not confirmed recently")
    OUTDATED = "outdated", _("May be out of date")

    @classmethod
    def of(cls, fresh_until: datetime | None, outdated_at: datetime | None, now: datetime | None = None) -> Self | None:
        """The freshness at `now` of what is fresh until one moment and outdated from another (or None: not yet known).

        None for what does not age, which has no `fresh_until`.
        """
        now = now or timezone.now()
        if fresh_until is None:
            return None
        if outdated_at is not None and outdated_at <= now:
            return cls.OUTDATED
        return cls.FRESH if now < fresh_until else cls.AGEING
