"""The vocabulary in the database, the index of everything that can be found, and the ledger of publications."""

from collections.abc import Iterable
from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.pillars import Pillar
from network.languages import Language


def _merged(stored, loaded, released):
    """`released`, or `stored` where that is no longer what was `loaded`; of names by language, each by itself."""
    if not isinstance(released, dict):
        return released if stored == loaded else stored
    stored, loaded = stored or {}, loaded or {}
    names = {
        language: _merged(stored.get(language), loaded.get(language), released.get(language))
        for language in [*released, *(stored.keys() - released.keys())]
    }
    return {language: name for language, name in names.items() if name}


class Labelled(models.Model):
    """Something with a name in each of the seven languages, which comes with the data files and may be edited here.

    `loaded` is what the data files said when they were last loaded; staff edited whatever says something else now.
    """

    labels = models.JSONField(_("labels"), help_text=_("A name for each language code."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return self.label()

    def label(self, language: str | None = None) -> str:
        """The name in `language`, by default the current one; English where a name is missing."""
        return self.labels.get(language or get_language()) or self.labels[Language.ENGLISH]

    def take_over(self, released: dict[str, Any]) -> None:
        """Become what the data files say of each column, but for what was edited here since they were last loaded."""
        for column, value in released.items():
            known = self.loaded.get(column)
            setattr(self, column, _merged(getattr(self, column), known, value) if self.loaded else value)
        self.loaded = released


class Term(Labelled):
    """An entry of a controlled vocabulary, known by a code that never changes."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)

    class Meta:
        abstract = True
        ordering = ["position", "code"]


class AlsoCalled(models.Model):
    """Something that people search for under other names as well. Shown is always its label."""

    synonyms = models.JSONField(
        _("synonyms"), default=dict, blank=True, help_text=_("Other words that people search for, by language code.")
    )

    class Meta:
        abstract = True


class Region(Term):
    """One of the portal's four regions. A grouping for navigation that implies no judgement."""

    class Meta(Term.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class Subregion(AlsoCalled, Term):
    """A sub-region of the United Nations M49 standard."""

    class Meta(Term.Meta):
        verbose_name = _("sub-region")
        verbose_name_plural = _("sub-regions")


@pghistory.track(exclude=["loaded"])
class Country(AlsoCalled, Term):
    """A Member State or observer State, by its ISO 3166-1 alpha-2 code and United Nations name."""

    alpha3 = models.CharField(max_length=3, unique=True)
    m49 = models.CharField(max_length=3, unique=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="countries", verbose_name=_("region")
    )
    subregion = models.ForeignKey(Subregion, models.PROTECT, related_name="countries", verbose_name=_("sub-region"))
    is_southern = models.BooleanField(_("of the global South"), default=True)

    class Meta(Term.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")


@pghistory.track(exclude=["loaded"])
class SpokenLanguage(Term):
    """A language that people work in or documents are written in, by its ISO 639 code."""

    class Meta(Term.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")


@pghistory.track(exclude=["loaded"])
class Modality(Term):
    """A way to cooperate: a study visit, mentoring, a training course."""

    class Meta(Term.Meta):
        verbose_name = _("form of cooperation")
        verbose_name_plural = _("forms of cooperation")


@pghistory.track(exclude=["loaded"])
class InstitutionKind(Term):
    """What sort of institution somebody works in."""

    class Meta(Term.Meta):
        verbose_name = _("type of institution")
        verbose_name_plural = _("types of institution")


class TopicGroup(Term):
    """A heading under which topics stand."""

    class Meta(Term.Meta):
        verbose_name = _("group of topics")
        verbose_name_plural = _("groups of topics")


@pghistory.track(exclude=["loaded"])
class Topic(AlsoCalled, Labelled, TagBase):
    """A subject of the controlled vocabulary; with the pillars, the tag that everything here is filed under.

    `name`, which taggit wants unique, is the English label of the data files.
    """

    group = models.ForeignKey(TopicGroup, models.PROTECT, related_name="topics", verbose_name=_("group"))
    pillars = ArrayField(
        models.PositiveSmallIntegerField(choices=Pillar.choices), verbose_name=_("pillars"), help_text=_("1 to 4")
    )

    class Meta:
        ordering = ["group__position", "position"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(condition=models.Q(pillars__len__gte=1), name="topic_has_a_pillar"),
        ]

    @property
    def code(self) -> str:
        """The slug, under the name that all other terms have."""
        return self.slug


class EntryQuerySet(models.QuerySet["Entry"]):
    """Works on entries."""

    def outdated(self) -> Self:
        """Those whose author has not confirmed them for so long that lists leave them out."""
        return self.filter(outdated_at__lte=Now())

    def shown_of(self, record: str, audience: Audience) -> "Entry | None":
        """What `audience` finds of the record with this key, in the current language."""
        return self.filter(record=record, audience=audience, language=get_language()).first()

    def shown_by_record(self, records: Iterable[str], audience: Audience) -> "dict[str, Entry]":
        """Key → what `audience` finds of each of these records, in the current language; without facets and vector."""
        found = self.filter(record__in=records, audience=audience, language=get_language())
        return {entry.record: entry for entry in found.defer("vector", "facets")}

    def seen(self, records: Iterable[str]) -> set[str]:
        """The keys of those of `records` of which any reader finds something."""
        return set(self.filter(record__in=records, language=get_language()).values_list("record", flat=True))

    def current(self) -> Self:
        """All others."""
        return self.filter(models.Q(outdated_at__isnull=True) | models.Q(outdated_at__gt=Now()))


class Entry(models.Model):
    """One record as one audience may find it, in one language of the site. Written from cards only.

    Lists, search, feeds, the sitemap and alerts read nothing else, so they need no rule of privacy of their own.
    `sort_title` is the key of the title in the alphabetical order of `language`, see network/collation.py. `picture` is
    what a `Listing` says of it; where there is none, rows show `initials`, else a drawing for the first `pillar`.
    """

    record = models.CharField(max_length=22)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    language = models.CharField(max_length=10, choices=Language.choices)
    kind = models.CharField(max_length=12, choices=kinds.choices)
    text_language = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    sort_title = models.CharField(max_length=200, db_collation="C", db_default="")
    started_year = models.PositiveSmallIntegerField(null=True)
    summary = models.TextField(blank=True)
    picture = models.JSONField(null=True)
    initials = models.CharField(max_length=8, blank=True, db_default="")
    pillar = models.PositiveSmallIntegerField(choices=Pillar.choices, null=True)
    address = models.CharField(max_length=300)
    notes = ArrayField(models.CharField(max_length=300), default=list)
    facets = ArrayField(models.CharField(max_length=80), default=list)
    occurs_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    fresh_until = models.DateTimeField(null=True)
    outdated_at = models.DateTimeField(null=True)
    may_be_crawled = models.BooleanField(default=True)
    vector = SearchVectorField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["record", "audience", "language"], name="entry_once_per_reader"),
        ]
        indexes = [
            GinIndex(fields=["facets"], name="entry_facets"),
            GinIndex(fields=["vector"], name="entry_vector"),
            models.Index(fields=["audience", "language", "kind", "-occurs_at"], name="entry_newest"),
            models.Index(fields=["audience", "language", "kind", "sort_title"], name="entry_by_title"),
            models.Index(
                fields=["audience", "language", "outdated_at"],
                condition=models.Q(outdated_at__isnull=False),
                name="entry_ageing",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.record} for {self.get_audience_display()} in {self.language}"


class Favourite(models.Model):
    """That somebody saved a record, to find it again for as long as they can see it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites")
    record = models.CharField(max_length=22)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved record")
        verbose_name_plural = _("saved records")
        constraints = [models.UniqueConstraint(fields=["user", "record"], name="saved_once")]
        indexes = [models.Index(fields=["record"], name="saved_by")]

    def __str__(self):
        return f"{self.record} for {self.user_id}"


class RebuildQuerySet(models.QuerySet):
    """Works on rebuilds."""

    def waiting(self) -> Self:
        """Those that are not done, in the order in which they were asked for."""
        return self.filter(ended_at__isnull=True).order_by("pk")


class Rebuild(models.Model):
    """Entries to be written anew: of all records, of those of one kind, or of those with one facet; and how far it is.

    `position` is the number of the last record that was tried, `skipped` those that were being changed then.
    """

    kind = models.CharField(_("type"), max_length=12, choices=kinds.choices, blank=True)
    facet = models.CharField(_("filed under"), max_length=80, blank=True)
    edition = models.PositiveSmallIntegerField(help_text=_("How words were cut, see network/catalogue/text.py."))
    position = models.BigIntegerField(default=0)
    skipped = ArrayField(models.BigIntegerField(), default=list)
    done = models.PositiveIntegerField(pgettext_lazy("progress", "done"), default=0)
    total = models.PositiveIntegerField(pgettext_lazy("progress", "of"), default=0)
    asked_at = models.DateTimeField(_("requested"), auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = RebuildQuerySet.as_manager()

    class Meta:
        verbose_name = _("rebuilding of the index")
        verbose_name_plural = _("rebuildings of the index")
        indexes = [models.Index(fields=["-changed_at"], name="rebuild_latest")]

    def __str__(self):
        return self.facet or self.get_kind_display() or "*"


class Announcement(models.Model):
    """The ledger: what was published, changed or taken down, written in the same transaction as that act.

    Alerts read it forward and never look at dates of change; the latest ids also name the state of the index.
    """

    class Change(models.TextChoices):
        PUBLISHED = "published", _("published")
        UPDATED = "updated", _("updated")
        HIDDEN = "hidden", _("withdrawn")

    kind = models.CharField(max_length=12, choices=kinds.choices)
    record = models.CharField(max_length=22)
    change = models.CharField(max_length=10, choices=Change.choices)
    version = models.PositiveIntegerField()
    facets = ArrayField(models.CharField(max_length=80), default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_material = models.BooleanField(default=True, help_text=_("Whether followers are told."))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.kind} {self.record} {self.change}"
