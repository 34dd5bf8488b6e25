"""An offer or a request: what one side can give, or would like to have, and under which conditions."""

from datetime import date, datetime

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.catalogue.audiences import Audience
from network.catalogue.cards import Field, Prose
from network.catalogue.models import Country, Entry, InstitutionKind, Modality, Region, SpokenLanguage
from network.exchange import hooks
from network.exchange.choices import FINANCE, Authority, Direction, Recipient, Sensitivity
from network.exchange.closing import last_moment, today
from network.exchange.listing import listing
from network.languages import Language
from network.moderation.hooks import Hooks
from network.moderation.models import Missing, Record, step
from network.moderation.models.at_centre import AT_CENTRE, AtCentre
from network.moderation.models.licensed import Licensed
from network.verification import hooks as verification
from network.verification.endorsable import Endorsable
from network.verification.sectors import OF_CIVIL_SOCIETY, OF_THE_STATE, Sector


class Cost(models.Model):
    """Who bears one item of cost. Each item stands once, so that no two rows can contradict each other."""

    class Item(models.TextChoices):
        TRAVEL = "travel", _("International travel")
        LOCAL_TRANSPORT = "local-transport", _("Local transport")
        ACCOMMODATION = "accommodation", _("Accommodation and meals")
        ALLOWANCE = "allowance", _("Daily allowance")
        FEES = "fees", _("Fees and materials")
        INTERPRETATION = "interpretation", _("Interpretation and translation")
        VENUE = "venue", _("Venue and equipment")
        OTHER = "other", _("Other costs")

    class Bearer(models.TextChoices):
        PROVIDER = "provider", _("The provider")
        RECEIVER = "receiver", _("The receiver")
        SHARED = "shared", _("Both, shared")
        THIRD_PARTY = "third-party", _("A third party")
        OPEN = "open", _("To be agreed")

    opportunity = models.ForeignKey("exchange.Opportunity", models.CASCADE, related_name="costs")
    item = models.CharField(_("item"), max_length=15, choices=Item.choices)
    borne_by = models.CharField(_("borne by"), max_length=11, choices=Bearer.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("item of cost")
        verbose_name_plural = _("items of cost")
        constraints = [
            # Deferred, so that two rows can exchange what they say.
            models.UniqueConstraint(
                fields=["opportunity", "item"], deferrable=models.Deferrable.DEFERRED, name="one_bearer_of_an_item"
            )
        ]

    def __str__(self):
        return f"{self.item}: {self.borne_by}"


@pghistory.track(
    fields=["direction", "slug", "is_blind", "closes_on", "closed_at", "licence_accepted_at"],
    model_name="OpportunityEvent",
)
class Opportunity(Endorsable, Licensed, AtCentre, Record):
    """One offer or request. `countries` are those of the side that makes it; lengths are in characters.

    Who is behind one that `is_blind` is told to staff alone, see `hooks`. When it closes is no text that a moderator
    reads: the author's present `closes_on` and `closed_at` count.
    """

    KIND = "opportunity"
    HOOKS = Hooks(
        narrowing=(hooks.hide_who_is_behind,),
        card_parts=(
            hooks.who_is_behind,
            hooks.contact,
            hooks.closing,
            verification.what_focal_points_said,
        ),
        obstacles=(hooks.due_diligence, verification.objections),
        before_publication=(hooks.give_address,),
        after_submission=(verification.begin,),
        after_change=(hooks.end_answers,),
    )
    FIELDS = {
        "touches": Field(Audience.STAFF, vocabulary=Sensitivity),
        "safeguards": Field(Audience.STAFF, prose=Prose.MARKDOWN),
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
        "costs": Field(Audience.PUBLIC, parts={"code": Cost.Item, "borne_by": Cost.Bearer}),
        "brings": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "expects": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
        "authority": Field(Audience.PUBLIC, vocabulary=Authority),
        "institution": Field(Audience.PUBLIC, Audience.MEMBERS, prose=Prose.PLAIN),
        "institution_kind": Field(Audience.PUBLIC, vocabulary="institution"),
        **AT_CENTRE,
        "is_blind": Field(Audience.PUBLIC),
        "is_credited": Field(Audience.PUBLIC),
    }
    INTERNAL = frozenset({"slug", "seeks_endorsement", "licence_accepted_at", "closed_at", "reminded_at", "answers"})
    LABELS = {"topics": _("Topics"), "costs": _("Who bears which costs")}
    CHOOSABLE = ("institution", "at_centre", "details", "places", "costs", "brings", "expects")
    # Whoever sees these knows who is behind it.
    TELL_WHO = ("institution", "institution_kind", "at_centre", "countries")
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
    )

    listing = staticmethod(listing)

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
    brings = models.TextField(_("what you bring"), max_length=900, blank=True)
    expects = models.TextField(_("what you expect"), max_length=900, blank=True)
    authority = models.CharField(_("on whose behalf"), max_length=11, choices=Authority.choices, blank=True)
    institution = models.CharField(_("institution"), max_length=250, blank=True)
    institution_kind = models.ForeignKey(
        InstitutionKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type of institution")
    )
    touches = ArrayField(
        models.CharField(max_length=13, choices=Sensitivity.choices),
        verbose_name=_("human rights due diligence: what it concerns"),
        default=list,
        blank=True,
    )
    safeguards = models.TextField(_("human rights due diligence: safeguards"), max_length=1500, blank=True)
    is_blind = models.BooleanField(
        _("Hide who is behind this until both sides have agreed"),
        default=True,
        help_text=_(
            "Readers see the region, but neither the country, the institution and its type, the centre nor your name. "
            "Make sure that the title and the texts do not reveal them. If you switch this on, it takes effect at once."
        ),
    )
    is_credited = models.BooleanField(
        _("Name me as the contact"),
        default=False,
        help_text=_("Readers who can see your profile find a link to it. You can switch this off at any time."),
    )
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
            models.CheckConstraint(
                condition=models.Q(places__isnull=True) | models.Q(places__gte=1), name="opportunity_has_a_place"
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

    # --- What it lacks ---

    def missing(self):
        """What is empty or over; the institution, where it speaks; and safeguards where they are needed."""
        missing = super().missing()
        if self.authority == Authority.INSTITUTION:
            named = ("institution", "institution_kind_id")
            missing += [self._missing(name.removesuffix("_id")) for name in named if not getattr(self, name)]
        if Sensitivity.needs_safeguards(self.touches) and not self.safeguards:
            missing.append(self._missing("safeguards"))
        if self.closes_on and self.closes_on < today():
            missing.append(Missing("closes_on", _("a closing date that is still to come")))
        return missing

    def _missing(self, name):
        return Missing(name, self.field_label(name))

    # --- Who speaks ---

    @staticmethod
    def sector_of(card):
        """That of the institution. Before money of others than civil society goes to a country, a State is asked."""
        is_finance = card.get("direction") == Direction.OFFER and FINANCE in card.get("modalities", ())
        sector = Sector(card.get("sector") or Sector.OTHER)
        if sector == Sector.OTHER and is_finance and card.get("authority") == Authority.INSTITUTION:
            return Sector.STATE
        return sector

    @staticmethod
    def countries_of(card):
        """Those of the side that makes it."""
        return card.get("countries", ())

    def says_who_speaks(self, card_for):
        """What staff see, where members see anything: of a blind one these are not told the country that is asked."""
        return card_for(Audience.STAFF) if card_for(Audience.MEMBERS) else None

    @classmethod
    def endorsable(cls, countries):
        """Those of State institutions, finance offers of other institutions, and those whose author asked for it."""
        is_finance = models.Q(direction=Direction.OFFER, authority=Authority.INSTITUTION, modalities=FINANCE)
        of_the_state = models.Q(institution_kind__in=OF_THE_STATE)
        civil_society = models.Q(institution_kind__in=OF_CIVIL_SOCIETY)
        may_be = of_the_state | (is_finance & ~civil_society) | models.Q(seeks_endorsement=True)
        return cls.objects.published().filter(may_be, countries__in=countries).distinct()

    def content_of_costs(self):
        """Each item of cost and who bears it, in their order."""
        return [{"code": cost.item, "borne_by": cost.borne_by, "note": cost.note} for cost in self.costs.all()]

    # --- When it closes ---

    @property
    def closes_at(self) -> datetime | None:
        """From when on nobody can answer it any more; None while no date is known."""
        by_date = last_moment(self.closes_on) if self.closes_on else None
        return min(filter(None, (by_date, self.closed_at)), default=None)

    @property
    def is_open(self) -> bool:
        """Whether it is published and can still be answered; who may see it says its entries."""
        return self.live_id is not None and self.closes_at is not None and self.closes_at > timezone.now()

    @classmethod
    def is_open_to_members(cls, key: str) -> bool:
        """Whether members can find the one with `key` and it can still be answered, by the clock of the database."""
        entries = Entry.objects.filter(record=key, kind=cls.KIND, audience=Audience.MEMBERS)
        return entries.filter(ends_at__gt=models.functions.Now()).exists()

    def set_closing(self, day: date | None) -> None:
        """Let it close after `day`, and its author be reminded of that; the caller saves."""
        self.closes_on, self.closed_at, self.reminded_at = day, None, None

    @step
    def close(self) -> None:
        """Take no more answers from now on, as its author wishes. Closing twice is closing once.

        Raises AlreadyDecided when it is not published.
        """
        self.lock_published()
        if self.is_open:
            self.closed_at = timezone.now()
            self.edits += 1
            self.save()
            self.refresh_entries()

    @step
    def open_until(self, day: date) -> None:
        """Take answers until the end of `day`, at once; its author is reminded anew.

        Raises AlreadyDecided when it is not published.
        """
        self.lock_published()
        if self.closed_at or self.closes_on != day:
            self.set_closing(day)
            self.edits += 1
            self.save()
            self.refresh_entries()
