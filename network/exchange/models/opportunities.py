"""An offer or a request: what one side can give, or would like to have, and under which conditions."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.catalogue.audiences import Audience
from network.catalogue.cards import Field, Prose
from network.catalogue.index import Listing, place_facets, place_note
from network.catalogue.models import Country, InstitutionKind, Modality, Region, SpokenLanguage
from network.languages import Language, spoken
from network.moderation.hooks import Hooks
from network.moderation.models import Record
from network.verification import hooks as verification
from network.verification.endorsable import Endorsable
from network.verification.sectors import sector_of


class Direction(models.TextChoices):
    OFFER = "offer", _("Offer")
    REQUEST = "request", _("Request")


class Authority(models.TextChoices):
    """On whose behalf it is made."""

    INSTITUTION = "institution", _("On behalf of an institution")
    PERSONAL = "personal", _("In a personal capacity")


class Recipient(models.TextChoices):
    """For whom an offer is, or who asks."""

    STATE = "state", _("State institutions")
    CIVIL_SOCIETY = "civil-society", _("Civil society organizations")
    INDIVIDUALS = "individuals", _("Individual experts")


class Sensitivity(models.TextChoices):
    """What support may touch, so that human rights due diligence is asked for (A/67/775-S/2013/110)."""

    DETENTION = "detention", _("Detention")
    FORCE = "force", _("Use of force")
    SURVEILLANCE = "surveillance", _("Surveillance")
    PERSONAL_DATA = "personal-data", _("Personal data")
    NONE = "none", _("None of these")


@pghistory.track(fields=["direction", "slug", "is_blind", "closes_on", "closed_at"], model_name="OpportunityEvent")
class Opportunity(Endorsable, Record):
    """One offer or request. `countries` are those of the side that makes it; lengths are in characters."""

    KIND = "opportunity"
    HOOKS = Hooks(
        card_parts=(verification.what_focal_points_said,),
        obstacles=(verification.objections,),
        after_submission=(verification.begin,),
    )
    FIELDS = {
        "direction": Field(Audience.PUBLIC, vocabulary=Direction),
        "title": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "summary": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "details": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "original_language": Field(Audience.PUBLIC, vocabulary=Language),
        "pillars": Field(Audience.PUBLIC, vocabulary="pillar"),
        "topics": Field(Audience.PUBLIC, vocabulary="topic"),
        "modalities": Field(Audience.PUBLIC, vocabulary="modality"),
        "countries": Field(Audience.PUBLIC, vocabulary="country"),
        "for_regions": Field(Audience.PUBLIC, vocabulary="region"),
        "for_countries": Field(Audience.PUBLIC, vocabulary="country"),
        "recipients": Field(Audience.PUBLIC, vocabulary=Recipient),
        "languages": Field(Audience.PUBLIC, vocabulary="language"),
        "starts_on": Field(Audience.PUBLIC),
        "ends_on": Field(Audience.PUBLIC),
        "closes_on": Field(Audience.PUBLIC),
        "places": Field(Audience.PUBLIC),
        "costs": Field(Audience.PUBLIC),
        "provider_expects": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "receiver_brings": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "authority": Field(Audience.PUBLIC, vocabulary=Authority),
        "institution": Field(Audience.PUBLIC, Audience.MEMBERS, prose=Prose.PLAIN),
        "institution_kind": Field(Audience.PUBLIC, vocabulary="institution"),
        "centre": Field(Audience.PUBLIC),
        "touches": Field(Audience.STAFF, vocabulary=Sensitivity),
        "safeguards": Field(Audience.STAFF, prose=Prose.MARKDOWN),
        "is_blind": Field(Audience.PUBLIC),
        "is_credited": Field(Audience.MEMBERS),
    }
    INTERNAL = frozenset({"slug", "seeks_endorsement", "closed_at", "reminded_at", "answers"})
    LABELS = {"topics": _("Topics"), "costs": _("Who bears which costs")}
    REQUIRED = (
        "direction",
        "title",
        "summary",
        "pillars",
        "topics",
        "modalities",
        "countries",
        "recipients",
        "languages",
        "closes_on",
        "costs",
        "authority",
        "touches",
    )

    slug = models.SlugField(max_length=140, unique=True, null=True, editable=False)
    direction = models.CharField(_("offer or request"), max_length=7, choices=Direction.choices, blank=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    details = models.TextField(_("details"), max_length=2500, blank=True)
    modalities = models.ManyToManyField(Modality, blank=True, related_name="+", verbose_name=_("form of cooperation"))
    for_regions = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name=_("for which regions"))
    for_countries = models.ManyToManyField(Country, blank=True, related_name="+", verbose_name=_("for which countries"))
    recipients = ArrayField(
        models.CharField(max_length=13, choices=Recipient.choices),
        verbose_name=_("for whom"),
        default=list,
        blank=True,
    )
    languages = models.ManyToManyField(
        SpokenLanguage, blank=True, related_name="+", verbose_name=_("working languages")
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    closes_on = models.DateField(_("open for answers until"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    provider_expects = models.TextField(_("what the provider expects"), max_length=900, blank=True)
    receiver_brings = models.TextField(_("what the receiver must bring"), max_length=900, blank=True)
    authority = models.CharField(_("on whose behalf"), max_length=11, choices=Authority.choices, blank=True)
    institution = models.CharField(_("institution"), max_length=250, blank=True)
    institution_kind = models.ForeignKey(
        InstitutionKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type of institution")
    )
    # The key of a centre of excellence; its entries say who may see what of it.
    centre = models.CharField(_("centre of excellence"), max_length=22, blank=True)
    touches = ArrayField(
        models.CharField(max_length=13, choices=Sensitivity.choices),
        verbose_name=_("does it touch any of these?"),
        default=list,
        blank=True,
    )
    safeguards = models.TextField(_("safeguards"), max_length=1500, blank=True)
    is_blind = models.BooleanField(_("Show neither side to the other until both have agreed"), default=True)
    is_credited = models.BooleanField(_("Name me as the contact"), default=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("offer or request")
        verbose_name_plural = _("offers and requests")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="opportunity_ends_after_it_starts",
            ),
        ]

    def get_absolute_url(self):
        """Its public page."""
        return reverse("opportunity", args=[self.slug])

    def get_edit_url(self):
        """Where its author goes on writing."""
        return reverse("opportunity-edit", args=[self.key, "start"])

    def make_heading(self):
        """Its title."""
        return self.title

    @staticmethod
    def sector_of(card):
        """That of the institution on whose behalf it is made."""
        return sector_of(card.get("institution_kind"))

    @staticmethod
    def countries_of(card):
        """Those of the side that makes it."""
        return card.countries

    def content_of_costs(self):
        """Each item of cost and who bears it, in their order."""
        return [{"item": cost.item, "borne_by": cost.borne_by, "note": cost.note} for cost in self.costs.all()]

    @staticmethod
    def listing(card):
        """How it is listed."""
        return Listing(
            title=card.title,
            summary=card.summary,
            address=card.address,
            text_language=card.original_language,
            body=card.details,
            occurs_at=card.published_at,
            notes=(place_note(card.countries),),
            facets={
                "pillar": card.pillars,
                "topic": card.topics,
                **place_facets(card.countries),
                "language": [spoken(card.original_language)],
                "modality": card.modalities,
            },
            may_be_crawled=card.audience == Audience.PUBLIC,
        )


class Cost(models.Model):
    """Who bears one item of cost."""

    class Item(models.TextChoices):
        TRAVEL = "travel", _("International travel")
        LOCAL_TRANSPORT = "local-transport", _("Local transport")
        ACCOMMODATION = "accommodation", _("Accommodation and meals")
        ALLOWANCE = "allowance", _("Daily allowance")
        FEES = "fees", _("Fees and materials")
        INTERPRETATION = "interpretation", _("Interpretation and translation")
        VENUE = "venue", _("Venue and equipment")
        OTHER = "other", _("Other")

    class Bearer(models.TextChoices):
        PROVIDER = "provider", _("the provider")
        RECEIVER = "receiver", _("the receiver")
        SHARED = "shared", _("both, shared")
        THIRD_PARTY = "third-party", _("a third party")
        OPEN = "open", _("to be agreed")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="costs")
    item = models.CharField(_("item"), max_length=15, choices=Item.choices)
    borne_by = models.CharField(_("borne by"), max_length=11, choices=Bearer.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("item of cost")
        verbose_name_plural = _("items of cost")

    def __str__(self):
        return f"{self.item}: {self.borne_by}"
