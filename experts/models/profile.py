"""The profile of an expert: what a person tells about their work, and who may see which part."""

from datetime import timedelta

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from experts.listing import listing
from experts.models import hooks
from experts.models.choices import Availability, Background, ListingMode
from experts.models.skills import Expertise, LanguageSkill
from network.alerts import interests
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.cards import Field, Prose
from network.catalogue.index import place_facets
from network.catalogue.models import Country, InstitutionKind, Modality, SpokenLanguage, Topic
from network.files.models import Upload
from network.languages import Language
from network.moderation.hooks import Hooks
from network.moderation.models import Missing, Record, step
from network.verification import hooks as verification
from network.verification.endorsable import Endorsable
from network.verification.sectors import Sector, sector_of


@pghistory.track(
    fields=["listing_mode", "may_be_crawled", "consented_at"],
    model_name="ProfileEvent",
)
class Profile(Endorsable, Record):
    """One expert. Shown by default to members only; the owner may show more, up to the ceiling of each field."""

    KIND = "expert"
    HOOKS = Hooks(
        hidden_from=(hooks.is_hidden_by_owner,),
        narrowing=(hooks.hide_what_tells_the_name,),
        card_parts=(hooks.name_and_levels, verification.what_focal_points_said),
        obstacles=(verification.objections,),
        before_publication=(hooks.give_address,),
        after_submission=(verification.begin,),
        after_change=(hooks.note_membership, hooks.state_interests),
    )
    # People change posts; half a year is long for a statement about oneself.
    FRESH_FOR = timedelta(days=183)
    OUTDATED_AFTER = timedelta(days=365)
    FIELDS = {
        "name": Field(Audience.PUBLIC, Audience.MEMBERS),
        "role_name": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "headline": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "background": Field(Audience.PUBLIC, vocabulary=Background),
        "organization": Field(Audience.PUBLIC, Audience.MEMBERS, prose=Prose.PLAIN),
        "institution_kind": Field(Audience.PUBLIC, vocabulary="institution"),
        "position": Field(Audience.PUBLIC, Audience.MEMBERS, prose=Prose.PLAIN),
        "nationality": Field(Audience.MEMBERS, Audience.STAFF, vocabulary="country"),
        "duty_country": Field(Audience.PUBLIC, vocabulary="country"),
        "countries": Field(Audience.PUBLIC, Audience.MEMBERS, vocabulary="country"),
        "languages": Field(Audience.PUBLIC, vocabulary="language", parts={"level": LanguageSkill.Level}),
        "pillars": Field(Audience.PUBLIC, vocabulary="pillar"),
        "expertise": Field(Audience.PUBLIC, vocabulary="topic", parts={"level": Expertise.Level}),
        "years": Field(Audience.PUBLIC, Audience.MEMBERS),
        "target_groups": Field(Audience.PUBLIC, Audience.MEMBERS, prose=Prose.PLAIN),
        "summary": Field(Audience.PUBLIC, Audience.MEMBERS, prose=Prose.MARKDOWN),
        "offers": Field(Audience.PUBLIC, vocabulary="modality"),
        "availability": Field(Audience.MEMBERS, vocabulary=Availability),
        "needs": Field(Audience.MEMBERS, prose=Prose.MARKDOWN),
        "topics_needed": Field(Audience.MEMBERS, vocabulary="topic"),
        "modalities_needed": Field(Audience.MEMBERS, vocabulary="modality"),
        "original_language": Field(Audience.PUBLIC, vocabulary=Language),
        "justification": Field(Audience.STAFF, prose=Prose.PLAIN),
        "listing_mode": Field(Audience.STAFF, vocabulary=ListingMode),
        "may_be_crawled": Field(Audience.STAFF),
        "contact": Field(Audience.MEMBERS, Audience.STAFF, is_guarded=True),
        "photo": Field(Audience.PUBLIC, Audience.STAFF, holds_files=True),
        # It tells as much as contact details.
        "cv": Field(Audience.MEMBERS, Audience.STAFF, holds_files=True, noted_as="cv"),
    }
    INTERNAL = frozenset(
        {
            "user",
            "slug",
            "form_of_address",
            "given_name",
            "family_name",
            "name_in_own_script",
            "own_script_language",
            "takes_messages",
            "seeks_endorsement",
            "consented_at",
        }
    )
    LABELS = {
        "name": _("Name"),
        "countries": _("countries you have experience in"),
        "expertise": _("topics"),
        "languages": _("languages"),
        "offers": _("what you offer"),
        "original_language": _("language in which you write the profile"),
    }
    CHOOSABLE = (
        "name",
        "photo",
        "headline",
        "organization",
        "institution_kind",
        "position",
        "nationality",
        "duty_country",
        "countries",
        "languages",
        "years",
        "target_groups",
        "summary",
        "offers",
        "availability",
        "needs",
        "topics_needed",
        "modalities_needed",
        "cv",
        "contact",
    )
    # Whoever sees these knows who it is.
    TELL_THE_NAME = ("name", "photo", "cv", "contact")
    REQUIRED = (
        "name",
        "role_name",
        "headline",
        "background",
        "institution_kind",
        "duty_country",
        "languages",
        "pillars",
        "expertise",
        "summary",
    )

    listing = staticmethod(listing)

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="profile", editable=False)
    slug = models.CharField(max_length=22, unique=True, null=True, editable=False)
    form_of_address = models.CharField(
        _("form of address"), max_length=40, blank=True, help_text=_("As you wish to be addressed: Ms., Mr., Dr. …")
    )
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    name_in_own_script = models.CharField(_("name in its original script"), max_length=120, blank=True)
    own_script_language = models.ForeignKey(
        SpokenLanguage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("language of the original script"),
    )
    role_name = models.CharField(
        _("role shown instead of your name"),
        max_length=120,
        blank=True,
        help_text=_(
            "For example “Prison rehabilitation trainer, East Africa”. Make sure it does not reveal who you are."
        ),
    )
    headline = models.CharField(_("headline"), max_length=140, blank=True, help_text=_("What you do, in one line."))
    background = models.CharField(_("professional background"), max_length=20, choices=Background.choices, blank=True)
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    institution_kind = models.ForeignKey(
        InstitutionKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type of institution")
    )
    position = models.CharField(_("position"), max_length=160, blank=True)
    nationality = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nationality")
    )
    duty_country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country you work in")
    )
    years = models.PositiveSmallIntegerField(
        _("years of experience"), null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    target_groups = models.TextField(_("groups with whom you have worked"), max_length=300, blank=True)
    summary = models.TextField(
        _("about your work"),
        max_length=1500,
        blank=True,
        help_text=_("Leave out operational details and the names of other people. You can use Markdown."),
    )
    availability = models.CharField(
        _("availability"), max_length=10, choices=Availability.choices, default=Availability.AVAILABLE
    )
    contact = models.CharField(
        _("contact details"),
        max_length=200,
        blank=True,
        help_text=_(
            "A telephone number or messaging account. Only moderators see it unless you choose otherwise. Members "
            "need two-step sign-in to see it, and you can see who did. Messages through the portal work without it."
        ),
    )
    needs = models.TextField(_("what you want to learn"), max_length=600, blank=True)
    topics_needed = models.ManyToManyField(
        Topic, blank=True, related_name="+", verbose_name=_("topics you want to learn about")
    )
    modalities_needed = models.ManyToManyField(
        Modality, blank=True, related_name="+", verbose_name=_("how you would like to learn")
    )
    justification = models.TextField(
        _("why you want to join"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Only moderators see this. You do not need to know anyone in the network: describe your experience in a "
            "few sentences."
        ),
    )
    listing_mode = models.CharField(
        _("how you appear in the directory"), max_length=10, choices=ListingMode.choices, default=ListingMode.ROLE_ONLY
    )
    may_be_crawled = models.BooleanField(_("Search engines may list my public profile"), default=False)
    takes_messages = models.BooleanField(
        _("Members may write to me through the portal"),
        default=True,
        help_text=_("Your email address is not shown. If you switch this off, it takes effect at once."),
    )
    photo = models.ForeignKey(
        Upload, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("photo")
    )
    cv = models.ForeignKey(Upload, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("CV"))
    consented_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("expert profile")
        verbose_name_plural = _("expert profiles")

    def get_absolute_url(self):
        """The profile's page; its address is random, so that a name never stands in one."""
        return reverse("expert", args=[self.slug])

    def get_edit_url(self):
        """Where its owner goes on writing."""
        return reverse("profile-edit", args=["start"])

    def make_heading(self):
        """The role, or the number of the account: lists of staff name nobody, because nobody is told who reads them."""
        return self.role_name or str(self.user)

    def name_for_staff(self):
        """The full name, whatever the owner shows of it."""
        return self.full_name

    @property
    def full_name(self):
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    def missing(self):
        """What is empty, and the consent when it was not given."""
        consent = [] if self.consented_at else [Missing("consents", _("your agreement to be listed"))]
        return super().missing() + consent

    def is_missing(self, name, content):
        """Of the name, one of the two parts that everybody knows is enough."""
        return not self.full_name if name == "name" else super().is_missing(name, content)

    @staticmethod
    def sector_of(card):
        """Civil society, or neither: a person is never the voice of a State, so no government is asked about one."""
        is_civil_society = sector_of(card.get("institution_kind")) == Sector.CIVIL_SOCIETY
        is_civil_society = is_civil_society or card.background == Background.CIVIL_SOCIETY
        return Sector.CIVIL_SOCIETY if is_civil_society else Sector.OTHER

    @staticmethod
    def countries_of(card):
        """Where the expert works, if the card tells."""
        return [card.duty_country] if card.get("duty_country") else []

    @classmethod
    def endorsable(cls, countries):
        """Those who asked for it, and show members that they work there; now, and in the approved version."""
        asking = cls.objects.published().filter(seeks_endorsement=True, live__content__duty_country__in=countries)
        asking = asking.filter(duty_country__isnull=False)
        for audiences in ("audiences__duty_country", "live__audiences__duty_country"):
            shown = models.Q(**{f"{audiences}__gte": Audience.MEMBERS.value})
            asking = asking.filter(shown | models.Q(**{f"{audiences}__isnull": True}))
        return asking

    def content_of_name(self):
        """The parts of the name that are filled in."""
        parts = {
            "form_of_address": self.form_of_address,
            "given": self.given_name,
            "family": self.family_name,
            "own_script": self.name_in_own_script,
            "own_script_language": self.own_script_language_id or "",
        }
        return {name: part for name, part in parts.items() if part}

    def content_of_languages(self):
        """Languages with their level, those that the expert works in first."""
        return [{"code": skill.language_id, "level": skill.level} for skill in self.languages.all()]

    def content_of_expertise(self):
        """Topics with level and evidence, in the owner's order."""
        return [
            {"code": item.topic_id, "level": item.level, "evidence": item.evidence} for item in self.expertise.all()
        ]

    def content_of_offers(self):
        """Modalities with what the expert can do in a month."""
        return [{"code": offer.modality_id, "per_month": offer.per_month} for offer in self.offers.all()]

    def content_of_photo(self):
        """The photo, or nothing."""
        return self.photo.described() if self.photo else {}

    def content_of_cv(self):
        """The CV, or nothing."""
        return self.cv.described() if self.cv else {}

    def state_interests(self):
        """State the needs, and what the expert knows: from the profile, and from practices that they contributed."""
        if self.live is None:
            interests.delete(self.key)
            return
        content, _choices = self.in_force()
        telling = [kind.code for kind in kinds.registered() if kind.tells_expertise]
        contributions = Record.objects.by(self.user).published().filter(kind__in=telling)
        known = {item["code"] for item in content["expertise"]}.union(
            *(contribution.live.content.get("topics", ()) for contribution in contributions)
        )
        places = place_facets(sorted({content["duty_country"], *content["countries"]} - {None}))
        interests.state(
            self.user,
            self.key,
            needs=content["topics_needed"],
            offers=known,
            own={
                "language": [skill["code"] for skill in content["languages"]],
                "pillar": content["pillars"],
                "region": places["region"],
                "modality": content["modalities_needed"],
                "needed-modality": [offer["code"] for offer in content["offers"]],
            },
        )

    @classmethod
    def is_published_by(cls, user) -> bool:
        """Whether `user` is a member with a profile, perhaps hidden at present."""
        return user.is_authenticated and user.is_member and cls.objects.published().filter(user=user).exists()

    @classmethod
    def takes_messages_now(cls, key) -> bool:
        """Whether the owner of the profile `key` wants messages from members, and can sign in to read them."""
        return cls.objects.filter(key=key, takes_messages=True, user__is_active=True).exists()

    @property
    def is_hidden(self):
        """Whether the owner wants nobody to see the profile."""
        return self.listing_mode == ListingMode.HIDDEN

    @step
    def hide(self):
        """Hide the profile everywhere, now. Only the owner can bring back what was approved.

        Raises NotPossible when somebody else holds the row for longer than three waits of the database.
        """
        self.lock(attempts=3)
        self.listing_mode = ListingMode.HIDDEN
        self.save()
        self.refresh_entries()

    def contact_for(self, audience) -> str:
        """The contact details that `audience` may see after a second factor; nothing where they are not shared."""
        if self.card(audience) is None:
            return ""
        content, choices = self.in_force()
        choices = hooks.hide_what_tells_the_name(self, content, choices)
        return self.guarded_part(audience, content, choices).get("contact") or ""
