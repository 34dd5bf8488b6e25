"""The silence procedure: a country may speak about a practice of its institutions before it is published.

Only records of State institutions are put to governments. What comes from civil society, from research or from
anybody else cannot be stopped here, and no government learns of it before everybody does.
"""

from django.utils import timezone

from network.catalogue.audiences import Audience
from network.moderation.deadlines import after_working_days
from network.notices import outbox
from network.verification.models import Consultation, FocalPoint
from network.verification.sectors import Sector

WORKING_DAYS = 10


def begin(record):
    """Ask the focal points of the countries of `record`, which was just submitted; call in that transaction.

    What is public already is not put to them again, nor is a country that has agreed. A text that changed, and one
    against which there was an objection, has the whole time once more.
    """
    countries = countries_to_ask(record)
    Consultation.objects.filter(record_id=record.pk, outcome=Consultation.Outcome.OPEN).exclude(
        country__in=countries
    ).delete()
    for country in countries:
        _ask(record, country)


def countries_to_ask(record) -> set:
    """Codes of the countries that may object to `record` as it is now, and have somebody who could."""
    card = record.preview(Audience.MEMBERS)
    if record.live_id or card is None or record.sector_of(card) != Sector.STATE:
        return set()
    speaking = FocalPoint.objects.about(record).filter(country__in=record.countries_of(card))
    return set(speaking.values_list("country", flat=True))


def _ask(record, country):
    consultation, is_new = Consultation.objects.select_for_update().get_or_create(
        record_id=record.pk, country_id=country, defaults={"deadline": deadline()}
    )
    if not is_new:
        if not (consultation.is_open or consultation.outcome == Consultation.Outcome.OBJECTED):
            return
        consultation.outcome, consultation.deadline = Consultation.Outcome.OPEN, deadline()
        consultation.by = consultation.answered_at = None
        consultation.remark = ""
        consultation.save()
    for mandate in FocalPoint.objects.about(record).filter(country=country).select_related("user"):
        outbox.put("verification.consultation", f"{consultation.pk} {consultation.deadline.isoformat()}", mandate.user)


def deadline(now=None):
    """When silence, from `now` on, counts as consent."""
    return after_working_days(WORKING_DAYS, now or timezone.now())
