"""Records of all kinds.

A record's own row is its author's working copy. What the public sees is made from `live`, the version that a
moderator approved; a later edit waits in the row until it is approved in turn.
"""

import pghistory
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase

from network.catalogue import kinds
from network.catalogue.models import Topic
from network.moderation.models.second_opinion import SecondOpinion


def record_models() -> "list[type[Record]]":
    """The models of all kinds of record, in the order of the kinds."""
    return [kind.model for kind in kinds.registered()]


@pghistory.track(
    fields=["kind", "author", "status", "live", "edits", "audiences", "submitted_at", "published_at", "confirmed_at"],
    model_name="RecordEvent",
)
class Record(SecondOpinion):
    """What all kinds of record share. Each kind is a model of its own that inherits from this one.

    A kind defines `KIND`, `FIELDS` (name → `Field`, all that its content consists of), `INTERNAL` (the model
    fields that are no content by themselves), `get_absolute_url()`, `get_edit_url()` and `listing(card)`; the
    rest is in the classes that this one is built up from: `WorkingCopy` (the row), `Ageing`, `Showing`, `Steps`,
    `SecondOpinion`, each of which knows those before it.
    """

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        permissions = [("decide_record", _("Can approve, return and withdraw records"))]
        indexes = [
            models.Index(fields=["submitted_at"], condition=models.Q(status="submitted"), name="record_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="submitted") | models.Q(submitted_at__isnull=False),
                name="record_submitted_when",
            ),
            models.CheckConstraint(
                condition=models.Q(live__isnull=True) | models.Q(published_at__isnull=False),
                name="record_published_when",
            ),
        ]

    @cached_property
    def specific(self) -> "Record":
        """The record as the model of its kind."""
        if self.KIND:
            return self
        return getattr(self, kinds.get(self.kind).model._meta.model_name)

    @classmethod
    def template_name(cls) -> str:
        """The template part that shows a card of this kind."""
        return f"{cls._meta.app_label}/_{cls._meta.model_name}.html"


class Filing(ItemBase):
    """That a record is filed under a topic."""

    tag = models.ForeignKey(Topic, models.PROTECT, related_name="filings")
    content_object = models.ForeignKey(Record, models.CASCADE, related_name="filings")

    class Meta:
        verbose_name = _("topic of a record")
        verbose_name_plural = _("topics of records")
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="filed_once_under_a_topic")]
