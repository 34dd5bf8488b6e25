"""What a kind that is `Endorsable` adds to its cards and steps; the kind names these in its `HOOKS`."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from network.catalogue import vocabulary
from network.verification.consulting import begin, countries_to_ask
from network.verification.models import Consultation, Endorsement
from network.verification.sectors import Sector

__all__ = ["begin", "objections", "what_focal_points_said"]


def what_focal_points_said(record):
    """Add endorsements in force, and consultations without objection, of the countries that a card shows."""
    endorsements = list(
        Endorsement.objects.in_force().filter(record=record.pk).values("country", "office", "at", "expires_at")
    )
    unopposed = list(Consultation.objects.unopposed().filter(record=record.pk).values("country", "deadline"))

    def facts(card, content, choices):
        countries = set(record.countries_of(card)) if record.may_be_endorsed(card) else set()
        return {
            "is_of_civil_society": record.sector_of(card) == Sector.CIVIL_SOCIETY,
            "endorsements": [said for said in endorsements if said["country"] in countries],
            "unopposed": [said for said in unopposed if said["country"] in countries],
        }

    return facts


def objections(record) -> list:
    """Sentences about the countries that keep `record` from being published."""
    found = []
    asked = countries_to_ask(record)
    for consultation in record.consultations.filter(country__in=asked).order_by("country"):
        about = {
            "country": vocabulary.label("country", consultation.country_id),
            "date": date_format(localtime(consultation.deadline), "DATE_FORMAT"),
        }
        if consultation.is_open:
            found.append(_("The focal point of %(country)s may still object until %(date)s.") % about)
        elif consultation.outcome == Consultation.Outcome.OBJECTED:
            about["remark"] = consultation.remark
            found.append(_("The focal point of %(country)s objects: %(remark)s") % about)
    return found
