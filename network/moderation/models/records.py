"""Records of all kinds.

A record's own row is its author's working copy. What the public sees is made from `live`, the version that a
moderator approved; a later edit waits in the row until it is approved in turn.
"""

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from network.catalogue import kinds
from network.catalogue.models import Country, Term, Topic
from network.catalogue.pillars import Pillar
from network.keys import new_key
from network.languages import Language
from network.moderation.models.ageing import Ageing
from network.moderation.models.second_opinion import SecondOpinion
from network.moderation.models.showing import Showing
from network.moderation.models.status import Status
from network.moderation.models.steps import Steps
from network.moderation.querysets import RecordQuerySet


def record_models() -> list:
    """The models of all kinds of record, in the order of the kinds."""
    return [kind.model for kind in kinds.registered()]


@pghistory.track(
    fields=["kind", "author", "status", "live", "edits", "audiences", "submitted_at", "published_at", "confirmed_at"],
    model_name="RecordEvent",
)
class Record(Steps, SecondOpinion, Showing, Ageing):
    """What all kinds of record share. Each kind is a model of its own that inherits from this one.

    A kind defines `KIND`, `FIELDS` (name → `Field`, all that its content consists of), `INTERNAL` (the model
    fields that are no content by themselves), `get_absolute_url()`, `get_edit_url()` and `listing(card)`; the
    rest is here.
    """

    KIND = None
    FIELDS = {}
    INTERNAL = frozenset()
    LABELS = {}
    # Whether its owner wants nobody to see it.
    is_hidden = False

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=kinds.choices, editable=False)
    heading = models.CharField(_("heading"), max_length=300, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="records", verbose_name=_("author"), editable=False
    )
    original_language = models.CharField(
        _("language of the text"), max_length=10, choices=Language.choices, default=Language.ENGLISH
    )
    pillars = ArrayField(
        models.PositiveSmallIntegerField(choices=Pillar.choices),
        verbose_name=_("pillars of the Strategy"),
        default=list,
        blank=True,
    )
    topics = TaggableManager(through="moderation.Filing", verbose_name=_("topics"), blank=True, help_text="")
    countries = models.ManyToManyField(Country, blank=True, related_name="records", verbose_name=_("countries"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    live = models.OneToOneField(
        "Version", models.PROTECT, null=True, editable=False, related_name="live_for", verbose_name=_("live version")
    )
    edits = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Grows with each change of the working copy.")
    )
    versions_made = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Numbers of versions are never given twice.")
    )
    audiences = models.JSONField(
        default=dict, blank=True, editable=False, help_text=_("Field → audience, where the owner chose one.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    edited_at = models.DateTimeField(_("last edited"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    published_at = models.DateTimeField(_("first published"), null=True, editable=False)

    objects = RecordQuerySet.as_manager()

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

    def __str__(self):
        return self.heading or self.key

    def save(self, *args, **kwargs):
        """Store the row; the kind and the heading follow from it."""
        self.kind = self.KIND or self.kind
        self.heading = self.make_heading()[:300]
        super().save(*args, **kwargs)

    # --- What a kind says of itself ---

    def make_heading(self) -> str:
        """What staff and the author call the record."""
        return self.heading

    def content(self, names=None) -> dict:
        """The working copy as JSON: one value for each of `names`, by default for all FIELDS.

        A field that is not simply one of the model has a method `content_of_<name>`.
        """
        return {name: self._value(name) for name in names or self.FIELDS}

    def _value(self, name):
        if composed := getattr(self, f"content_of_{name}", None):
            return composed()
        value = getattr(self, name)
        if isinstance(value, models.Manager):
            return sorted(term.code for term in value.all())
        if isinstance(value, Term):
            return value.code
        return value.isoformat() if isinstance(value, date) else value

    @classmethod
    def field_label(cls, name) -> str:
        """What people call the field `name`."""
        return cls.LABELS.get(name) or cls._meta.get_field(name).verbose_name

    def listing(self, card):
        """The `Listing` of `card` in the current language."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it is listed.")

    def missing(self) -> list:
        """What still has to be filled in before the record can be submitted, in words for its author."""
        return []

    @cached_property
    def specific(self):
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
