"""The silence procedure: a country may speak about a practice of its institutions before it is published.

Only records of State institutions are put to governments. What comes from civil society, from research or from
anybody else cannot be stopped here, and no government learns of it before everybody does.
"""

from django.utils import timezone

from network.moderation.deadlines import after_working_days
from network.notices import outbox
from network.verification.models import Consultation, FocalPoint
from network.verification.sectors import Sector

WORKING_DAYS = 10


def begin(record):
    """Ask the focal points of the countries of `record`, which was just submitted; call in that transaction.

    Countries for which it is public already are not asked again, nor is a country that has agreed. A text that changed,
    and one against which there was an objection, has the whole time once more. What a country said in which it has no
    say any more is gone.
    """
    countries = countries_to_ask(record)
    Consultation.objects.answerable().filter(record_id=record.pk).exclude(country__in=countries).delete()
    for country in countries:
        _ask(record, country)


def countries_to_ask(record) -> set:
    """Codes of the countries that may object to `record` as it is now, and have somebody who could.

    Of what is published only those for which it begins to speak: another country, or the first State institution.
    """
    speaking = set(FocalPoint.objects.about(record).values_list("country", flat=True))
    if not speaking:
        return set()
    countries = _states_in(record, record.preview)
    if record.live:
        countries -= _states_in(record, record.approved)
    return countries & speaking


def _states_in(record, card_for) -> set:
    """Codes of the countries whose State institutions speak in what `card_for` makes of `record`."""
    card = record.says_who_speaks(card_for)
    is_of_the_state = card is not None and record.sector_of(card) == Sector.STATE
    return set(record.countries_of(card)) if is_of_the_state else set()


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
