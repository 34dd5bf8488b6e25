"""When the author of a record last said that it is still correct, and when it counts as outdated."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.catalogue import index
from network.catalogue.freshness import Freshness
from network.moderation.models.status import step
from network.moderation.models.working_copy import WorkingCopy


class Ageing(WorkingCopy):
    """What makes a record age. A kind that does sets `FRESH_FOR` and `OUTDATED_AFTER`, counted from `confirmed_at`."""

    FRESH_FOR: timedelta | None = None
    OUTDATED_AFTER: timedelta | None = None
    # Nothing becomes outdated before its author had this long to answer.
    NOTICE = timedelta(days=30)

    confirmed_at = models.DateTimeField(_("confirmed as correct"), null=True, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    outdated_at = models.DateTimeField(null=True, editable=False, help_text=_("Set when the author was asked."))

    class Meta:
        abstract = True

    @property
    def fresh_until(self) -> datetime | None:
        """Until when nobody need ask whether it is still correct; None for what does not age."""
        return self.confirmed_at + self.FRESH_FOR if self.FRESH_FOR and self.confirmed_at else None

    @property
    def freshness(self) -> Freshness | None:
        """Green, amber or red; None for what does not age or was never published."""
        return Freshness.of(self.fresh_until, self.outdated_at)

    def begin_to_age(self) -> None:
        """Count anew from now; the caller saves."""
        self.confirmed_at, self.asked_at, self.outdated_at = timezone.now(), None, None

    @step
    def confirm(self) -> None:
        """Note that its author finds it still correct. Raises AlreadyDecided when it is not published any more."""
        self.lock_published()
        self.begin_to_age()
        self.save()
        index.age(self.key, self.fresh_until, self.outdated_at)

    def note_that_its_author_was_asked(self, now: datetime) -> None:
        """Let it count as outdated once it is old enough, and not within `NOTICE` from `now`. Lock the row before."""
        self.asked_at = now
        if self.outdated_at is None:
            self.outdated_at = now + self.NOTICE
            if self.confirmed_at and self.OUTDATED_AFTER:
                self.outdated_at = max(self.confirmed_at + self.OUTDATED_AFTER, self.outdated_at)
        self.save()
        index.age(self.key, self.fresh_until, self.outdated_at)
