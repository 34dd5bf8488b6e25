"""Letters to focal points leave in the background."""

from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from network.verification import emails
from network.verification.models import Consultation, Endorsement

EXPIRES_SOON = timedelta(days=30)


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def send_letter(consultation_id):
    """Tell the focal points of a country that they are asked, once."""
    emails.send_letter(consultation_id)


@shared_task(expires=30)
def send_forgotten_letters():
    """Send the letters whose knock was lost."""
    forgotten = Consultation.objects.filter(letter_sent_at__isnull=True)
    for consultation_id in forgotten.values_list("pk", flat=True)[:100]:
        # One address that is refused must not hold up the others.
        with suppress(OSError):
            emails.send_letter(consultation_id)


@shared_task(expires=3600)
def remind():
    """Tell focal points which of their endorsements end within a month."""
    now = timezone.now()
    given = Endorsement.objects.in_force()
    emails.remind_of(given.filter(expires_at__lt=now + EXPIRES_SOON, reminded_at__isnull=True), now)
