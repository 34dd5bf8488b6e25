"""The record of a centre of excellence: who runs it, what it teaches, whom it takes, and where that can be checked."""

from datetime import timedelta

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from experts.models.contributing import contributor
from network.catalogue import vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.cards import Field, Prose
from network.catalogue.index import Listing, place_facets, place_note
from network.catalogue.models import InstitutionKind, Modality, SpokenLanguage
from network.languages import Language
from network.moderation.hooks import Hooks
from network.moderation.models import Record
from network.moderation.models.licensed import Licensed
from network.moderation.models.pictured import PICTURE, Pictured, picture_is_described
from network.moderation.models.sourced import SourceRow
from network.moderation.slugs import give_slug
from network.phrasing import listed
from network.verification import hooks as verification
from network.verification.endorsable import Endorsable
from network.verification.filing import endorsed_facet
from network.verification.sectors import OF_THE_STATE, Sector, sector_of


class RunBy(models.TextChoices):
    """Who answers for a centre, which decides whether a Government is asked before publication."""

    STATE = "state", _("A Government or a State institution")
    ORGANIZATION = "organization", _("A regional or international organization")
    ACADEMIA = "academia", _("A university or research institute")
    CIVIL_SOCIETY = "civil-society", _("Civil society")
    OTHER = "other", _("Another body")


class Basis(models.TextChoices):
    """On whose word a description rests."""

    INSTITUTION = "institution", _("The institution has confirmed this description")
    SOURCES = "sources", _("Compiled from public sources, not confirmed by the institution")


SECTORS = {RunBy.STATE: Sector.STATE, RunBy.CIVIL_SOCIETY: Sector.CIVIL_SOCIETY}


def give_readable_address(centre):
    """Give the centre its readable address."""
    give_slug(centre, centre.name)


def sections_and_basis(centre):
    """Add the texts that are there with their names and headings, and whether anyone has confirmed the description.

    It is confirmed by the institution, or by the focal point of a country of a State institution.
    """

    def facts(card, content, choices):
        texts = ((name, centre.field_label(name), card.get(name, "")) for name in centre.SECTIONS)
        return {
            "sections": [section for section in texts if section[2]],
            "is_confirmed": content.get("basis") == Basis.INSTITUTION or bool(card.endorsements),
        }

    return facts


@pghistory.track(fields=["slug", "basis", "licence_accepted_at"], model_name="CentreEvent")
class Centre(Endorsable, Pictured, Licensed, Record):
    """One centre. Its author is its keeper: whoever keeps the description, and answers for it in messages."""

    KIND = "centre"
    HOOKS = Hooks(
        card_parts=(contributor, verification.what_focal_points_said, sections_and_basis),
        obstacles=(verification.objections,),
        before_publication=(give_readable_address,),
        after_submission=(verification.begin,),
    )
    FRESH_FOR = timedelta(days=365)
    OUTDATED_AFTER = timedelta(days=730)
    FIELDS = {
        "name": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "original_name": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "name_language": Field(Audience.PUBLIC, vocabulary="language"),
        "original_language": Field(Audience.PUBLIC, vocabulary=Language),
        "summary": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        **PICTURE,
        "pillars": Field(Audience.PUBLIC, vocabulary="pillar"),
        "topics": Field(Audience.PUBLIC, vocabulary="topic"),
        "countries": Field(Audience.PUBLIC, vocabulary="country"),
        "institution_kind": Field(Audience.PUBLIC, vocabulary="institution"),
        "run_by": Field(Audience.PUBLIC, vocabulary=RunBy),
        "basis": Field(Audience.PUBLIC, vocabulary=Basis),
        "founded_year": Field(Audience.PUBLIC),
        "website": Field(Audience.PUBLIC),
        "mandate": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "mandate_source": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "mandate_url": Field(Audience.PUBLIC),
        "teaches": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "hosts": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "participants": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "modalities": Field(Audience.PUBLIC, vocabulary="modality"),
        "languages": Field(Audience.PUBLIC, vocabulary="language"),
        "capacity": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "accreditation": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "evaluation": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "rights_safeguards": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "criticism": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "sources": Field(Audience.PUBLIC),
        "contributor_note": Field(Audience.STAFF, prose=Prose.PLAIN),
        "is_credited": Field(Audience.PUBLIC),
    }
    INTERNAL = frozenset({"slug", "licence_accepted_at", "seeks_endorsement"})
    LABELS = {"sources": _("Sources"), "topics": _("Topics"), "countries": _("host country")}
    REQUIRED = (
        "name",
        "summary",
        "pillars",
        "topics",
        "countries",
        "institution_kind",
        "run_by",
        "basis",
        "mandate",
        "teaches",
        "rights_safeguards",
        "sources",
    )
    SECTIONS = (
        "mandate",
        "teaches",
        "hosts",
        "capacity",
        "accreditation",
        "evaluation",
        "rights_safeguards",
        "criticism",
    )

    slug = models.SlugField(max_length=140, unique=True, null=True, editable=False)
    name = models.CharField(_("name in English"), max_length=200)
    original_name = models.CharField(
        _("name in its own language"),
        max_length=250,
        blank=True,
        help_text=_("As the institution writes it, if that is not English."),
    )
    name_language = models.ForeignKey(
        SpokenLanguage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("language of that name")
    )
    summary = models.TextField(
        _("summary"), max_length=600, blank=True, help_text=_("Readers see it in lists: what it is, and for whom.")
    )
    institution_kind = models.ForeignKey(
        InstitutionKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type of institution")
    )
    run_by = models.CharField(_("run by"), max_length=20, choices=RunBy.choices, blank=True)
    basis = models.CharField(_("basis of this description"), max_length=12, choices=Basis.choices, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("year of opening"), null=True, blank=True)
    website = models.URLField(
        _("website"), max_length=300, blank=True, help_text=_("The address must begin with https://.")
    )
    mandate = models.TextField(
        _("mandate"),
        max_length=1500,
        blank=True,
        help_text=_("The law, decree or decision on which the centre rests, and the tasks that it gives."),
    )
    mandate_source = models.CharField(_("source of the mandate: title"), max_length=300, blank=True)
    mandate_url = models.URLField(_("source of the mandate: web address (URL)"), max_length=500, blank=True)
    teaches = models.TextField(_("what it teaches"), max_length=2000, blank=True)
    hosts = models.TextField(
        _("what it hosts"),
        max_length=1500,
        blank=True,
        help_text=_("For example study visits, exercises, conferences, research fellows."),
    )
    participants = models.TextField(_("who can take part"), max_length=400, blank=True)
    modalities = models.ManyToManyField(Modality, blank=True, related_name="+", verbose_name=_("forms of cooperation"))
    languages = models.ManyToManyField(
        SpokenLanguage, blank=True, related_name="+", verbose_name=_("working languages")
    )
    capacity = models.TextField(
        _("capacity"), max_length=900, blank=True, help_text=_("Give the year and the source of each figure.")
    )
    accreditation = models.TextField(_("accreditation"), max_length=900, blank=True)
    evaluation = models.TextField(_("evaluation"), max_length=900, blank=True)
    rights_safeguards = models.TextField(
        _("human rights and safeguards"),
        max_length=1500,
        blank=True,
        help_text=_("How human rights are taught, and how participants and partners are chosen."),
    )
    criticism = models.TextField(_("published criticism and how it was answered"), max_length=1500, blank=True)
    contributor_note = models.TextField(_("note to the moderators"), max_length=1000, blank=True)
    is_credited = models.BooleanField(
        _("Name me as the contact for this centre"),
        default=False,
        help_text=_(
            "Readers who can see your profile find a link to it, and members can ask you about this centre. "
            "You can switch this off at any time."
        ),
    )

    class Meta:
        verbose_name = _("centre of excellence")
        verbose_name_plural = _("centres of excellence")
        constraints = [
            picture_is_described("centre"),
            models.CheckConstraint(
                condition=models.Q(website="") | models.Q(website__startswith="https://"),
                name="centre_website_is_https",
            ),
        ]

    def get_absolute_url(self):
        """Its public page."""
        return reverse("centre", args=[self.slug])

    def get_edit_url(self):
        """Where its keeper goes on writing."""
        return reverse("centre-edit", args=[self.key, "start"])

    def make_heading(self):
        """Its name."""
        return self.name

    @staticmethod
    def sector_of(card):
        """The State's if the State runs it, or if it is by its type a State institution."""
        by_type = sector_of(card.get("institution_kind"))
        return by_type if by_type == Sector.STATE else SECTORS.get(card.run_by, by_type)

    @staticmethod
    def countries_of(card):
        """Where it is."""
        return card.countries

    @classmethod
    def endorsable(cls, countries):
        """Those that a State runs, and those whose keeper asked for it."""
        of_the_state = models.Q(run_by=RunBy.STATE) | models.Q(institution_kind__in=OF_THE_STATE)
        may_be = cls.objects.published().filter(of_the_state | models.Q(seeks_endorsement=True))
        return may_be.filter(countries__in=countries).distinct()

    def content_of_sources(self):
        """The sources in their order."""
        return [source.as_content() for source in self.sources.all()]

    @staticmethod
    def listing(card):
        """How a centre is listed: where it is and in which languages it works, and what is not confirmed."""
        languages = listed(vocabulary.label("language", code) for code in card.languages)
        return Listing(
            title=card.name,
            summary=card.summary,
            address=card.address,
            text_language=card.original_language,
            body=" ".join([card.original_name, card.mandate, card.teaches, card.hosts, card.participants]),
            occurs_at=card.published_at,
            started_year=card.founded_year,
            notes=(
                place_note(card.countries),
                gettext("Works in %(languages)s") % {"languages": languages} if languages else "",
                "" if card.is_confirmed else str(Basis.SOURCES.label),
            ),
            facets={
                "pillar": card.pillars,
                "topic": card.topics,
                **place_facets(card.countries),
                "language": card.languages,
                "modality": card.modalities,
                "institution": [card.institution_kind] if card.institution_kind else [],
                **endorsed_facet(card),
            },
            picture=card.get("picture", {}),
            may_be_crawled=card.audience == Audience.PUBLIC,
        )


class CentreSource(SourceRow):
    """Where a statement about the centre can be checked."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="sources")

    class Meta(SourceRow.Meta):
        verbose_name = _("source of a centre")
        verbose_name_plural = _("sources of centres")
