"""The record of a good practice: what was done, with what result, and under which safeguards."""

from datetime import timedelta

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from experts.models.contributing import contributor
from network.catalogue import vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.cards import Field, Prose
from network.catalogue.centres import centre_facet
from network.catalogue.index import Listing, place_facets, place_note
from network.catalogue.models import InstitutionKind, Modality
from network.files.models import Upload
from network.languages import Language, spoken
from network.moderation.hooks import Hooks
from network.moderation.models import Record
from network.moderation.models.at_centre import AT_CENTRE, AtCentre
from network.moderation.models.licensed import Licensed
from network.moderation.models.pictured import PICTURE, Pictured, picture_is_described
from network.moderation.models.sourced import SourceRow
from network.verification import hooks as verification
from network.verification.endorsable import Endorsable
from network.verification.filing import endorsed_facet
from network.verification.sectors import OF_THE_STATE, sector_of
from practices import hooks
from practices.periods import period_of


class Scope(models.TextChoices):
    LOCAL = "local", _("Local")
    SUBNATIONAL = "subnational", _("Subnational")
    NATIONAL = "national", _("National")
    SUBREGIONAL = "subregional", _("Subregional")
    INTERREGIONAL = "interregional", _("Interregional")


class PracticeType(models.TextChoices):
    TRADITIONAL = "traditional", _("Traditional practice")
    LOCAL = "local-initiative", _("Local initiative")
    GOVERNMENT = "government-programme", _("Government programme")
    PROJECT = "project", _("Project")
    SOUTH_SOUTH = "south-south-project", _("South-South project")
    MECHANISM = "regional-mechanism", _("Regional mechanism")


class Cooperation(models.TextChoices):
    NONE = "none", _("None")
    SOUTH_SOUTH = "south-south", _("South-South cooperation")
    TRIANGULAR = "triangular", _("Triangular cooperation")


class EvidenceLevel(models.TextChoices):
    SELF_REPORTED = "self-reported", _("Reported by the implementing institution")
    MONITORED = "monitored", _("Monitored")
    INTERNAL = "internal-evaluation", _("Internal evaluation")
    EXTERNAL = "external-evaluation", _("External evaluation")
    STUDY = "published-study", _("Published study")


# The one code of the dimension "adopted".
ADOPTED = "yes"


@pghistory.track(fields=["code", "slug", "reach", "licence_accepted_at"], model_name="PracticeEvent")
class Practice(Endorsable, AtCentre, Pictured, Licensed, Record):
    """One practice. Texts are Markdown; lengths are in characters and follow what readers of such records bear."""

    KIND = "practice"
    HOOKS = Hooks(
        hidden_from=(hooks.is_beyond_reach,),
        card_parts=(
            hooks.code_and_sections,
            hooks.where_it_is_adopted,
            contributor,
            verification.what_focal_points_said,
        ),
        obstacles=(verification.objections,),
        before_publication=(hooks.give_code_and_address,),
        after_submission=(verification.begin,),
        after_change=(hooks.state_interests_of_author, hooks.show_adoptions),
    )
    FRESH_FOR = timedelta(days=365)
    OUTDATED_AFTER = timedelta(days=730)
    FIELDS = {
        "title": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "original_title": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "original_language": Field(Audience.PUBLIC, vocabulary=Language),
        "summary": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        **PICTURE,
        "pillars": Field(Audience.PUBLIC, vocabulary="pillar"),
        "topics": Field(Audience.PUBLIC, vocabulary="topic"),
        "countries": Field(Audience.PUBLIC, vocabulary="country"),
        "scope": Field(Audience.PUBLIC, vocabulary=Scope),
        "practice_type": Field(Audience.PUBLIC, vocabulary=PracticeType),
        "cooperation": Field(Audience.PUBLIC, vocabulary=Cooperation),
        "started_year": Field(Audience.PUBLIC),
        "ended_year": Field(Audience.PUBLIC),
        "lead_institution": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "lead_kind": Field(Audience.PUBLIC, vocabulary="institution"),
        **AT_CENTRE,
        "partners": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "challenge": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "objectives": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "target_groups": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "approach": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "results": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "evidence_level": Field(Audience.PUBLIC, vocabulary=EvidenceLevel),
        "unintended_effects": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "rights_safeguards": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "criticism": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "is_contested": Field(Audience.PUBLIC),
        "risks_if_copied": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "enabling_factors": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "hindering_factors": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "lessons": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "modalities": Field(Audience.PUBLIC, vocabulary="modality"),
        "sources": Field(Audience.PUBLIC),
        "attachments": Field(Audience.PUBLIC, holds_files=True),
        "contributor_note": Field(Audience.STAFF, prose=Prose.PLAIN),
        "is_credited": Field(Audience.PUBLIC),
        "reach": Field(Audience.STAFF, vocabulary=Audience),
    }
    INTERNAL = frozenset({"slug", "code", "licence_accepted_at", "seeks_endorsement", "adoptions"})
    LABELS = {"sources": _("Sources"), "topics": _("Topics"), "attachments": _("Attachments")}
    REQUIRED = (
        "title",
        "summary",
        "pillars",
        "topics",
        "countries",
        "scope",
        "practice_type",
        "started_year",
        "lead_institution",
        "lead_kind",
        "challenge",
        "objectives",
        "approach",
        "results",
        "evidence_level",
        "unintended_effects",
        "rights_safeguards",
        "risks_if_copied",
        "enabling_factors",
        "hindering_factors",
        "sources",
    )

    SECTIONS = (
        "challenge",
        "objectives",
        "approach",
        "results",
        "unintended_effects",
        "rights_safeguards",
        "criticism",
        "risks_if_copied",
        "enabling_factors",
        "hindering_factors",
        "lessons",
    )

    slug = models.SlugField(max_length=140, unique=True, null=True, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True, null=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    original_title = models.CharField(_("title in the original language"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    scope = models.CharField(_("scope"), max_length=20, choices=Scope.choices, blank=True)
    practice_type = models.CharField(_("type of practice"), max_length=30, choices=PracticeType.choices, blank=True)
    cooperation = models.CharField(
        _("South-South or triangular cooperation"), max_length=20, choices=Cooperation.choices, default=Cooperation.NONE
    )
    started_year = models.PositiveSmallIntegerField(
        _("start year"), null=True, blank=True, validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    ended_year = models.PositiveSmallIntegerField(
        _("end year"), null=True, blank=True, validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    lead_institution = models.CharField(_("lead institution"), max_length=250, blank=True)
    lead_kind = models.ForeignKey(
        InstitutionKind, models.PROTECT, null=True, blank=True, verbose_name=_("type of lead institution")
    )
    partners = models.TextField(_("partners"), max_length=1000, blank=True)
    challenge = models.TextField(_("the challenge"), max_length=1200, blank=True)
    objectives = models.TextField(_("objectives"), max_length=900, blank=True)
    target_groups = models.TextField(_("target groups"), max_length=300, blank=True)
    approach = models.TextField(_("what was done"), max_length=2500, blank=True)
    results = models.TextField(_("reported results"), max_length=1500, blank=True)
    evidence_level = models.CharField(
        _("strength of evidence"), max_length=20, choices=EvidenceLevel.choices, blank=True
    )
    unintended_effects = models.TextField(_("unintended effects"), max_length=900, blank=True)
    rights_safeguards = models.TextField(_("human rights and safeguards"), max_length=1500, blank=True)
    criticism = models.TextField(_("published criticism and how it was answered"), max_length=1500, blank=True)
    is_contested = models.BooleanField(
        _("This practice has been criticized publicly (readers see a notice)"), default=False
    )
    risks_if_copied = models.TextField(_("risks if applied elsewhere"), max_length=900, blank=True)
    enabling_factors = models.TextField(_("what helped"), max_length=900, blank=True)
    hindering_factors = models.TextField(_("what made it difficult"), max_length=900, blank=True)
    lessons = models.TextField(_("lessons, and what did not work"), max_length=1200, blank=True)
    modalities = models.ManyToManyField(
        Modality, blank=True, related_name="+", verbose_name=_("how it could be shared")
    )
    contributor_note = models.TextField(_("note to the moderators"), max_length=1000, blank=True)
    is_credited = models.BooleanField(
        _("Name me as the contributor"),
        default=False,
        help_text=_(
            "Readers who can see your profile find a link to it, and members can ask you about this practice. "
            "Otherwise the page says that a member contributed it. You can switch this off at any time."
        ),
    )
    reach = models.PositiveSmallIntegerField(
        _("who may read it"),
        choices=[(level.value, level.label) for level in (Audience.PUBLIC, Audience.MEMBERS)],
        default=Audience.PUBLIC,
    )

    class Meta:
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(started_year__isnull=True)
                | models.Q(ended_year__isnull=True)
                | models.Q(ended_year__gte=models.F("started_year")),
                name="practice_ends_after_it_starts",
            ),
            picture_is_described("practice"),
        ]

    def get_absolute_url(self):
        """Its public page."""
        return reverse("practice", args=[self.slug])

    def get_edit_url(self):
        """Where its author goes on writing."""
        return reverse("practice-edit", args=[self.key, "start"])

    def make_heading(self):
        """Its title."""
        return self.title

    def is_missing(self, name, content):
        """What spans a region may be shared by more countries than anybody has listed."""
        is_regional = self.scope in {Scope.SUBREGIONAL, Scope.INTERREGIONAL}
        return super().is_missing(name, content) and not (name == "countries" and is_regional)

    @staticmethod
    def sector_of(card):
        """That of the lead institution."""
        return sector_of(card.lead_kind)

    @staticmethod
    def countries_of(card):
        """Where it is practised."""
        return card.countries

    @classmethod
    def endorsable(cls, countries):
        """Those of State institutions, and those whose author asked for it."""
        of_the_state = models.Q(lead_kind__in=OF_THE_STATE)
        may_be = cls.objects.published().filter(of_the_state | models.Q(seeks_endorsement=True))
        return may_be.filter(countries__in=countries).distinct()

    def content_of_sources(self):
        """The sources in their order."""
        return [source.as_content() for source in self.sources.all()]

    def content_of_attachments(self):
        """The attachments in their order, each with the title that readers see."""
        return [
            {"title": attachment.title, **attachment.upload.described()}
            for attachment in self.attachments.select_related("upload")
        ]

    @staticmethod
    def listing(card):
        """How a practice is listed: where and when, then what it is about."""
        return Listing(
            title=card.title,
            summary=card.summary,
            address=card.address,
            text_language=card.original_language,
            body=" ".join(
                [
                    card.code,
                    card.original_title,
                    card.lead_institution,
                    card.challenge,
                    card.approach,
                    card.results,
                    *(vocabulary.search_words("country", code) for code in card.adopted_in),
                ]
            ),
            occurs_at=card.published_at,
            notes=(place_note(card.countries), years_in_words(card), adopted_in_words(card)),
            started_year=card.started_year,
            facets={
                "pillar": card.pillars,
                "topic": card.topics,
                **place_facets(card.countries),
                "language": [spoken(card.original_language)],
                "modality": card.modalities,
                "institution": [card.lead_kind] if card.lead_kind else [],
                "type": [card.practice_type] if card.practice_type else [],
                "scope": [card.scope] if card.scope else [],
                "evidence": [card.evidence_level] if card.evidence_level else [],
                "adopted": [ADOPTED] if card.adopted_in else [],
                "period": [period_of(card.started_year)] if card.started_year else [],
                **centre_facet(card),
                **endorsed_facet(card),
            },
            picture=card.get("picture", {}),
            may_be_crawled=card.audience == Audience.PUBLIC,
        )


def years_in_words(card) -> str:
    """From when to when the practice of `card` was in use, or nothing where that is not known."""
    if not card.started_year:
        return ""
    if card.ended_year == card.started_year:
        return str(card.started_year)
    if card.ended_year:
        return f"{card.started_year}–{card.ended_year}"
    return gettext("since %(year)s") % {"year": card.started_year}


def adopted_in_words(card) -> str:
    """In how many countries the practice of `card` was adopted, or nothing."""
    number = len(card.adopted_in)
    text = ngettext("adopted in %(number)d country", "adopted in %(number)d countries", number)
    return text % {"number": number} if number else ""


class Source(SourceRow):
    """Where a statement of the practice can be checked."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="sources")

    class Meta(SourceRow.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")


class Attachment(models.Model):
    """A file that belongs to the practice: a curriculum, an evaluation, a form."""

    MOST = 5

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="attachments")
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="+", editable=False)
    title = models.CharField(_("title"), max_length=120)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self):
        return self.title
