"""Misprints that a moderator corrects in a text that waits for review: few characters, kept, and told to its author."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.catalogue.audiences import Audience
from network.catalogue.cards import Field
from network.moderation.differences import Change, changes, characters_changed
from network.moderation.models.own import not_by_the_author

# How many characters may go and come in one text while it waits: enough for some misprints, too few for another sense
# that its author would not see at a glance.
MOST_CHARACTERS = 40


def may_be_corrected(field: Field) -> bool:
    """Whether `field` holds sentences that readers see. What says who sees them, or is for staff, is its author's."""
    return field.prose is not None and not field.is_guarded and field.ceiling != Audience.STAFF


def is_small(before: str, after: str) -> bool:
    """Whether the step from `before`, as the author handed it in, to `after` is a correction and nothing more."""
    return bool(after.strip()) and characters_changed(before, after) <= MOST_CHARACTERS


class CorrectionQuerySet(models.QuerySet):
    """Works on corrections."""

    def undecided(self) -> Self:
        """Those in texts about which nobody has decided yet."""
        return self.filter(decision__isnull=True)


@pghistory.track(fields=["record", "field", "by", "decision"], model_name="CorrectionEvent")
class Correction(models.Model):
    """What one field of a record was before and after a correction; `decision` is the next one about the record."""

    record = models.ForeignKey("moderation.Record", models.CASCADE, related_name="corrections")
    decision = models.ForeignKey("moderation.Decision", models.CASCADE, null=True, related_name="corrections")
    field = models.CharField(max_length=40)
    before = models.TextField()
    after = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.CheckConstraint(condition=~models.Q(before=models.F("after")), name="correction_changes_something"),
        ]
        triggers = [not_by_the_author("by_id")]

    def __str__(self):
        return f"{self.record}: {self.field}"

    @property
    def label(self) -> str:
        """What people call the field."""
        return str(self.record.specific.field_label(self.field))

    @property
    def changes(self) -> list[Change]:
        """Each place that was corrected, with some words around it."""
        return changes(self.before, self.after)
