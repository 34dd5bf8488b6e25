"""Letters to focal points. They name no record: what waits for review is not public."""

from contextlib import suppress

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.mail import letter_to
from network.moderation.models import Status

ASKED = _("Your country is asked about a practice")
EXPIRING = _("Endorsements that you gave will end soon")


@transaction.atomic
def send_letter(consultation_id):
    """Tell the focal points of the country that they are asked, once; nobody when they have answered already."""
    consultations = apps.get_model("verification", "Consultation").objects.select_related("country", "record")
    asked = consultations.select_for_update(of=("self",)).filter(pk=consultation_id, letter_sent_at__isnull=True)
    consultation = asked.first()
    if consultation is None:
        return
    if consultation.is_open and consultation.record.status == Status.SUBMITTED:
        for mandate in consultation.country.focal_points.about(consultation.record).select_related("user"):
            _write(mandate.user, "consultation", ASKED, {"consultation": consultation})
    consultation.letter_sent_at = timezone.now()
    consultation.save(update_fields=["letter_sent_at"])


def remind_of(endorsements, now):
    """Tell each focal point how many of the `endorsements` that they gave end soon; whom it fails is told next time."""
    for person in User.objects.filter(pk__in=endorsements.values("by")):
        with suppress(OSError), transaction.atomic():
            ending = endorsements.filter(by=person).select_for_update(skip_locked=True)
            count = len(ending)
            endorsements.model.objects.filter(pk__in=[endorsement.pk for endorsement in ending]).update(reminded_at=now)
            if count and person.is_active:
                _write(person, "expiring", EXPIRING, {"count": count})


def _write(reader, name, subject, context):
    with translation.override(reader.language):
        address = settings.ORIGIN + reverse("my-countries")
        letter_to(reader, subject, f"verification/emails/{name}.txt", {**context, "address": address}).send()
