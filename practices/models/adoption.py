"""That a practice was taken up in another country or institution: where, since when, and what came of it."""

from datetime import timedelta

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.catalogue import vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.cards import Field, Prose
from network.catalogue.index import Listing, place_facets
from network.catalogue.models import Country, InstitutionKind
from network.languages import Language, spoken
from network.moderation.hooks import Hooks
from network.moderation.models import Missing, Record
from network.moderation.models.licensed import Licensed
from network.moderation.models.status import NotPossible, hold
from practices import adopting, asking
from practices.models.practice import Practice


class Result(models.TextChoices):
    TOO_EARLY = "too-early", _("Too early to say")
    WORKS = "works", _("Works")
    PARTLY = "works-partly", _("Works partly")
    NOT = "does-not-work", _("Does not work")


class Voice(models.TextChoices):
    """For whom a reporter speaks."""

    ADOPTER = "adopter", _("I work for the institution that adopted the practice")
    ORIGIN = "origin", _("I submitted the practice")
    OBSERVER = "observer", _("I know of the adoption from a public source")


@pghistory.track(fields=["slug", "licence_accepted_at"], model_name="AdoptionEvent")
class Adoption(Licensed, Record):
    """One report. Its author is the reporter, who may speak for a side (`voice`); `answers` hold what both sides said.

    Nobody sees it who does not see the practice. `adopted_practice` is empty once that was deleted; `adopter_address`
    is kept until the adopting side has answered, or can no longer.
    """

    KIND = "adoption"
    HOOKS = Hooks(
        hidden_from=(adopting.is_beyond_its_practice,),
        narrowing=(adopting.institution_as_agreed,),
        card_parts=(adopting.practice_and_confirmation,),
        obstacles=(asking.contradictions, asking.open_questions),
        before_publication=(adopting.give_address, adopting.tell_author_of_practice),
        after_submission=(asking.begin,),
        after_change=(adopting.show_on_practice,),
    )
    FRESH_FOR = timedelta(days=730)
    OUTDATED_AFTER = timedelta(days=1460)
    FIELDS = {
        "country": Field(Audience.PUBLIC, vocabulary="country"),
        "institution": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "institution_kind": Field(Audience.PUBLIC, vocabulary="institution"),
        "since_year": Field(Audience.PUBLIC),
        "result": Field(Audience.PUBLIC, vocabulary=Result),
        "adapted": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "original_language": Field(Audience.PUBLIC, vocabulary=Language),
        "source_title": Field(Audience.PUBLIC, prose=Prose.PLAIN),
        "source_url": Field(Audience.PUBLIC),
        "voice": Field(Audience.STAFF, vocabulary=Voice),
    }
    INTERNAL = frozenset(
        {"slug", "licence_accepted_at", "adopted_practice", "adopter_address", "shows_institution", "answers"}
    )
    REQUIRED = ("country", "institution", "institution_kind", "since_year", "result", "adapted", "voice")

    slug = models.SlugField(max_length=140, unique=True, null=True, editable=False)
    adopted_practice = models.ForeignKey(Practice, models.SET_NULL, null=True, related_name="adoptions", editable=False)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country of adoption")
    )
    institution = models.CharField(_("institution that adopted it"), max_length=250, blank=True)
    institution_kind = models.ForeignKey(
        InstitutionKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("type of this institution"),
    )
    since_year = models.PositiveSmallIntegerField(
        _("adopted since (year)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1945), MaxValueValidator(2100)],
    )
    result = models.CharField(_("result so far"), max_length=13, choices=Result.choices, blank=True)
    adapted = models.TextField(_("what was changed, and why"), max_length=1200, blank=True)
    source_title = models.CharField(_("title of the source"), max_length=300, blank=True)
    source_url = models.URLField(_("web address (URL) of the source"), max_length=500, blank=True)
    voice = models.CharField(_("for whom you speak"), max_length=8, choices=Voice.choices, blank=True)
    adopter_address = models.EmailField(max_length=254, blank=True)
    shows_institution = models.BooleanField(
        _("Readers may see the name of the institution"),
        default=False,
        help_text=_("Only if you work for it. Otherwise we ask the person whose address you give."),
    )

    class Meta:
        verbose_name = _("adoption of a practice")
        verbose_name_plural = _("adoptions of practices")

    def get_absolute_url(self):
        """Its public page."""
        return reverse("adoption", args=[self.slug])

    def get_edit_url(self):
        """Where its author goes on writing."""
        return reverse("adoption-edit", args=[self.key, "start"])

    def make_heading(self):
        """The title of the practice and the country, in English; as they were where the practice is gone."""
        if self.adopted_practice is None:
            return self.heading
        return (
            f"{self.adopted_practice.title}: {self.country.label(Language.ENGLISH)}"
            if self.country
            else self.adopted_practice.title
        )

    def lock(self, attempts=1):
        """Hold the practice first: whoever changes it holds it, and then its adoptions."""
        if self.adopted_practice_id:
            hold(Practice.objects.filter(pk=self.adopted_practice_id), attempts)
        super().lock(attempts)

    @property
    def why_unseen(self):
        """Readers find it through its practice only."""
        return gettext("Readers do not see this report, because its practice is no longer published.")

    @property
    def is_by_adopter(self):
        """Whether its reporter speaks for the adopting side."""
        return self.voice == Voice.ADOPTER

    def missing(self):
        """What is empty; whoever speaks for neither side has to name a source."""
        needs_source = self.voice == Voice.OBSERVER and not self.source_title
        source = [Missing("source_title", self.field_label("source_title"))] if needs_source else []
        return super().missing() + source

    def refuse_own(self, by):
        """Nobody decides who stands on one of the sides either."""
        super().refuse_own(by)
        if (self.adopted_practice and self.adopted_practice.author_id == by.pk) or self.answers.filter(
            user=by.pk
        ).exists():
            raise NotPossible(_("You are on one side of this adoption. Ask another moderator."))

    def answers_in_words(self):
        """What the sides said, in sentences for moderators."""
        return asking.answers_in_words(self)

    @staticmethod
    def listing(card):
        """How an adoption is listed: where, since when, with what result, and who confirms it."""
        where = vocabulary.label("country", card.country)
        return Listing(
            title=gettext("“%(practice)s” in %(country)s") % {"practice": card.practice_title, "country": where},
            summary=card.adapted,
            address=card.address,
            text_language=card.original_language,
            body=" ".join([card.practice_code, card.get("institution", ""), card.source_title]),
            occurs_at=card.published_at,
            notes=(
                gettext("since %(year)s") % {"year": card.since_year},
                card.get("result_label", ""),
                card.confirmed_label,
            ),
            started_year=card.since_year,
            facets={
                "practice": [card.practice_key],
                "origin": card.origins,
                **place_facets([card.country]),
                "topic": card.topics,
                "pillar": card.pillars,
                "result": [card.result],
                "confirmed": [card.confirmed],
                "institution": [card.institution_kind],
                "language": [spoken(card.original_language)],
            },
            may_be_crawled=card.audience == Audience.PUBLIC,
        )
