"""Focal points, what they say, and what they may speak about."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from network.accounts.roles import Role
from network.verification.models import Consultation, FocalPoint
from tests.factories import PracticeFactory, UserFactory, a_moderator

PAGE = "my-countries"


def focal_point(country="KE", office="National Counter Terrorism Centre", user=None):
    """A mandate for `country`."""
    user = user or UserFactory.staff(Role.FOCAL_POINT)
    return FocalPoint.objects.create(user=user, country_id=country, office=office)


def word(record):
    return reverse("statement", args=[record.key])


def say(client, mandate, record, answer, remark=""):
    client.force_login(mandate.user)
    return client.post(word(record), {"country": mandate.country_id, "statement": answer, "remark": remark})


def published(**fields):
    """A published practice; no country had anything to say about it in time."""
    practice = PracticeFactory.submitted(**fields)
    Consultation.objects.filter(record=practice).update(deadline=timezone.now() - timedelta(hours=1))
    practice.approve(a_moderator(), practice.edits)
    return practice
