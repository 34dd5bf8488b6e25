"""The row of a record: what its author works on, and what a kind says of itself."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from network.catalogue import kinds
from network.catalogue.cards import Card, Field
from network.catalogue.index import Listing
from network.catalogue.models import Country, Term
from network.catalogue.pillars import Pillar
from network.keys import new_key
from network.languages import Language
from network.moderation.models.decisions import Version
from network.moderation.models.status import AlreadyDecided, Gone, Status, attempt
from network.moderation.querysets import RecordQuerySet

DELETED = _("This was deleted, so nothing can be saved in it.")
UNPUBLISHED = _("This is no longer published. Reload the page to see its status.")


class Missing(NamedTuple):
    """What still has to be filled in: the name of the field, and what people call it."""

    name: str
    label: str | Promise


class WorkingCopy(models.Model):
    """The columns that all kinds of record share. The public never sees them, but what is made of `live`."""

    KIND: str = ""
    FIELDS: dict[str, Field] = {}
    INTERNAL: frozenset[str] = frozenset()
    LABELS: dict[str, str | Promise] = {}
    # The fields that must be filled in before it can be submitted.
    REQUIRED: tuple[str, ...] = ()
    # Whether its owner wants nobody to see it.
    is_hidden: bool = False

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    kind = models.CharField(_("type"), max_length=12, choices=kinds.choices, editable=False)
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
        "moderation.Version",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="live_for",
        verbose_name=_("published version"),
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
        abstract = True

    def __str__(self) -> str:
        return self.heading or self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row; the kind and the heading follow from it."""
        self.kind = self.KIND or self.kind
        self.heading = self.make_heading()[:300]
        super().save(*args, **kwargs)

    # --- What a kind says of itself ---

    def make_heading(self) -> str:
        """What staff and the author call the record."""
        return self.heading

    def name_for_staff(self) -> str:
        """The full name of the person whose record it is, for those who decide about it; no kind but people has one."""
        return ""

    if TYPE_CHECKING:  # the admin asks whether there are such methods

        def get_absolute_url(self) -> str: ...
        def get_edit_url(self) -> str: ...

    def content(self, names: Iterable[str] | None = None) -> dict[str, Any]:
        """The working copy as JSON: one value for each of `names`, by default for all FIELDS.

        A field that is not simply one of the model has a method `content_of_<name>`.
        """
        return {name: self._value(name) for name in (self.FIELDS if names is None else names)}

    def _value(self, name: str) -> Any:
        if composed := getattr(self, f"content_of_{name}", None):
            return composed()
        value = getattr(self, name)
        if isinstance(value, models.Manager):
            return sorted(term.code for term in value.all())
        if isinstance(value, Term):
            return value.code
        return value.isoformat() if isinstance(value, date) else value

    @classmethod
    def field_label(cls, name: str) -> str | Promise:
        """What people call the field `name`."""
        return cls.LABELS.get(name) or cast("models.Field", cls._meta.get_field(name)).verbose_name

    @classmethod
    def listing(cls, card: Card) -> Listing:
        """The `Listing` of `card` in the current language."""
        raise NotImplementedError(f"{cls.__name__} does not say how it is listed.")

    def missing(self) -> list[Missing]:
        """What still has to be filled in before the record can be submitted."""
        content = self.content(self.REQUIRED) if self.pk else dict.fromkeys(self.REQUIRED)
        empty = [name for name in self.REQUIRED if self.is_missing(name, content)]
        return [Missing(name, self.field_label(name)) for name in empty]

    def is_missing(self, name: str, content: dict[str, Any]) -> bool:
        """Whether the required field `name` is empty in `content`, so that the record cannot be submitted."""
        return content[name] in ("", None, [])

    @property
    def live_version(self) -> Version:
        """The version that readers see. Raises AlreadyDecided when it is not published (any more)."""
        if self.live is None:
            raise AlreadyDecided(UNPUBLISHED)
        return self.live

    # --- Holding the row ---

    def lock(self, attempts: int = 1) -> None:
        """Read the row anew and hold it to the end of the transaction, so that nobody's change is overwritten.

        Raises NotPossible when somebody else holds it for longer than the database waits, Gone when it was deleted.
        """
        attempt(lambda: self.read_anew(type(self).objects.select_for_update(no_key=True)), attempts)

    def read_anew(self, rows: models.QuerySet | None = None) -> None:
        """Read the row as it is now, out of `rows` if given. Raises Gone when it was deleted."""
        try:
            self.refresh_from_db(from_queryset=rows)
        except ObjectDoesNotExist as error:
            raise Gone(DELETED) from error

    def lock_published(self) -> None:
        """Lock the record. Raises AlreadyDecided when it is not published any more."""
        self.lock()
        if self.live is None:
            raise AlreadyDecided(UNPUBLISHED)
