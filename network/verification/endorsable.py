"""What makes a kind of record one that focal points of countries may speak about."""

from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from network.catalogue import vocabulary
from network.moderation.models import NotPossible, Status
from network.verification import consulting
from network.verification.models import Consultation, Endorsement
from network.verification.sectors import Sector


class Endorsable(models.Model):
    """Stands before Record among the bases of a kind.

    The kind says whose voice a card is (`sector_of`), which countries may speak about it (`countries_of`), and which
    published records are `endorsable`.
    """

    seeks_endorsement = models.BooleanField(
        _("The focal point of my country may endorse it"),
        default=False,
        help_text=_("They see what members see of it. You can switch this off again at any time."),
    )

    class Meta:
        abstract = True

    @staticmethod
    def sector_of(card) -> Sector:
        """Whose voice `card` is."""
        raise NotImplementedError

    @staticmethod
    def countries_of(card) -> list:
        """Codes of the countries whose focal points may speak about what `card` shows."""
        raise NotImplementedError

    @classmethod
    def endorsable(cls, countries):
        """The published records that focal points of `countries` (codes) may endorse."""
        raise NotImplementedError

    def may_be_endorsed(self, card) -> bool:
        """Whether its author, or its being of the State, lets governments speak about what `card` shows."""
        return self.seeks_endorsement or self.sector_of(card) == Sector.STATE

    @transaction.atomic
    def submit(self):
        """Ask for review, and the countries that may object beforehand."""
        super().submit()
        consulting.begin(self)

    @transaction.atomic
    def approve(self, by, edits, reason=""):
        """Publish it. Raises NotPossible while a country that may object has time to, or has done so."""
        self.lock()
        if obstacles := self.obstacles():
            raise NotPossible(" ".join(obstacles))
        return super().approve(by, edits, reason)

    def _reopen(self, contested):
        """What waits for review again is put to the countries like everything that does."""
        super()._reopen(contested)
        if self.status == Status.SUBMITTED:
            consulting.begin(self)

    def obstacles(self) -> list:
        """Sentences about the countries that keep it from being published."""
        found = []
        asked = consulting.countries_to_ask(self)
        for consultation in self.consultations.filter(country__in=asked).order_by("country"):
            about = {
                "country": vocabulary.label("country", consultation.country_id),
                "date": date_format(localtime(consultation.deadline), "DATE_FORMAT"),
            }
            if consultation.is_open:
                found.append(now("The focal point of %(country)s may still object until %(date)s.") % about)
            elif consultation.outcome == Consultation.Outcome.OBJECTED:
                about["remark"] = consultation.remark
                found.append(now("The focal point of %(country)s objects: %(remark)s") % about)
        return found

    def index(self):
        """Write the index anew, from what is said now."""
        self.__dict__.pop("_said", None)
        super().index()

    def make_card(self, audience, content, choices):
        """A card with what focal points said of the countries that it shows."""
        card = super().make_card(audience, content, choices)
        if card is None:
            return None
        countries = set(self.countries_of(card)) if self.may_be_endorsed(card) else set()
        endorsements, unopposed = ([said for said in told if said["country"] in countries] for told in self._said)
        is_of_civil_society = self.sector_of(card) == Sector.CIVIL_SOCIETY
        return card.extended(is_of_civil_society=is_of_civil_society, endorsements=endorsements, unopposed=unopposed)

    @cached_property
    def _said(self):
        """Endorsements in force and consultations without objection; asked once for the cards of all readers."""
        endorsements = Endorsement.objects.in_force().filter(record=self.pk)
        consultations = Consultation.objects.unopposed().filter(record=self.pk)
        return (
            list(endorsements.values("country", "office", "at", "expires_at")),
            list(consultations.values("country", "deadline")),
        )
