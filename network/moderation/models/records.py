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

from network.catalogue import index, kinds
from network.catalogue.audiences import Audience
from network.catalogue.cards import Card, guarded, visible
from network.catalogue.models import Announcement, Country, Term, Topic
from network.catalogue.pillars import Pillar
from network.keys import new_key
from network.languages import Language
from network.moderation.content import complete
from network.moderation.models.freshness import Ageing
from network.moderation.models.steps import Status, Steps
from network.moderation.querysets import RecordQuerySet


def record_models() -> list:
    """The models of all kinds of record, in the order of the kinds."""
    return [kind.model for kind in kinds.registered()]


@pghistory.track(
    fields=["kind", "author", "status", "live", "edits", "audiences", "submitted_at", "published_at", "confirmed_at"],
    model_name="RecordEvent",
)
class Record(Steps, Ageing):
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

    def approved_content(self) -> dict:
        """What a moderator approved, as JSON: a value for each of FIELDS, also where the version is older than one."""
        return complete(self, self.live.content)

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

    def obstacles(self) -> list:
        """Sentences about what, beside its text, keeps the record from being published."""
        return []

    def before_publication(self):
        """Set what the record needs from its first publication on, such as a readable address."""

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

    # --- What an audience may see ---

    def choices(self) -> dict:
        """Field → audience for every field whose owner chose one, as it is in force now.

        A choice that shows less than the approved one counts at once; one that shows more waits for approval.
        """
        approved = self.live.audiences if self.live else {}
        names = approved.keys() | self.audiences.keys()
        return {name: min(self._level(approved, name), self._level(self.audiences, name)) for name in names}

    def _level(self, audiences, name):
        if name not in self.FIELDS:
            return Audience.STAFF
        return self.FIELDS[name].level(audiences.get(name))

    def card(self, audience):
        """What `audience` may see of the approved version, as a Card; None where that is nothing."""
        return self.make_card(audience, self.approved_content(), self.choices()) if self.live else None

    def preview(self, audience):
        """The card that approving the working copy would show to `audience`."""
        return self.make_card(audience, self.content(), self.audiences)

    def make_card(self, audience, content, choices):
        """Make a card of `content`; a kind may return None to hide the whole record from `audience`.

        Beside a field that holds a member of an enumeration stands its label, `<name>_label`.
        """
        fields = visible(content, self.FIELDS, choices, audience)
        chosen = {name for name, value in fields.items() if value and self.FIELDS[name].is_choice}
        return Card(
            kind=self.KIND,
            key=self.key,
            audience=audience,
            address=self.get_absolute_url() if self.published_at else "",
            fields=fields | {f"{name}_label": self.FIELDS[name].label(fields[name]) for name in chosen},
        ).extended(
            confirmed_at=self.confirmed_at,
            fresh_until=self.fresh_until,
            outdated_at=self.outdated_at,
            published_at=self.published_at,
            revised_at=self.live.approved_at if self.live else None,
        )

    def guarded_part(self, audience, content, choices):
        """What of `content` stands on no card and `audience` may see on a page that asks for more."""
        return guarded(content, self.FIELDS, choices, audience)

    def index(self):
        """Write into the catalogue what each audience may find of the record now."""
        index.write(self.KIND, self.key, self.card, self.listing, published_at=self.published_at)
        index.age(self.key, self.fresh_until, self.outdated_at)

    def show_less(self):
        """Bring the catalogue in line at once after the author chose to show less. Call in that transaction.

        Showing less needs nobody's approval; showing more waits for it, because `choices` takes the lesser of both.
        """
        if self.live:
            self.index()
            index.announce(self.KIND, self.key, Announcement.Change.HIDDEN, self.live.number)
            self.after_change_of_what_is_shown()

    def after_change_of_what_is_shown(self):
        """What else follows, in the same transaction, when the catalogue shows the record differently or not at all."""


class Filing(ItemBase):
    """That a record is filed under a topic."""

    tag = models.ForeignKey(Topic, models.PROTECT, related_name="filings")
    content_object = models.ForeignKey(Record, models.CASCADE, related_name="filings")

    class Meta:
        verbose_name = _("topic of a record")
        verbose_name_plural = _("topics of records")
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="filed_once_under_a_topic")]
