"""What a focal point may say, and saying it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts import roles
from network.accounts.roles import Role
from network.catalogue import index
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement, Entry
from network.moderation.models import NotPossible, Record, Status, record_models, step
from network.notices import outbox
from network.verification.endorsable import Endorsable
from network.verification.filing import ENDORSED_KEY
from network.verification.models import Consultation, Endorsement, FocalPoint

EXPIRES_SOON = timedelta(days=30)


def mandates_of(user):
    """The mandates of `user`; none for whoever is no focal point any more."""
    return FocalPoint.objects.in_force().filter(user=user).select_related("country")


def countries_of(user) -> list:
    """Codes of the countries for which `user` speaks."""
    return list(mandates_of(user).values_list("country", flat=True))


def endorsable_kinds() -> list:
    """The kinds of record that can be endorsed."""
    return [model for model in record_models() if issubclass(model, Endorsable)]


def keys_for(user) -> list:
    """Keys of the published records of others that `user` may endorse for one of their countries."""
    countries = countries_of(user)
    found = [model.endorsable(countries).exclude(author=user) for model in endorsable_kinds()]
    return [key for records in found for key in records.values_list("key", flat=True)]


def consultations_of(user):
    """The consultations in which `user` may still speak or has objected, the most urgent first.

    What went back to its author is shown again when it is submitted again, and the country is then asked anew.
    """
    asked = Consultation.objects.answerable().filter(country__in=countries_of(user), record__status=Status.SUBMITTED)
    return asked.select_related("record", "country").order_by("deadline", "pk")


def find(user, key):
    """The record `key`, its card and the mandates of `user` for its countries; None where they have no say in it.

    Published records are read as members read them; what waits for review only while a consultation is open, or the
    country objects.
    """
    record = Record.objects.filter(key=key).select_related("live").first()
    record = record.specific if record else None
    if not isinstance(record, Endorsable):
        return None
    is_asked = consultations_of(user).filter(record=record.pk).exists()
    card_for = record.preview if is_asked else record.card
    speaking = record.says_who_speaks(card_for)
    if speaking is None or not record.may_be_endorsed(speaking):
        return None
    mandates = mandates_of(user).filter(country__in=record.countries_of(speaking)).exclude(user=record.author_id)
    return (record, card_for(Audience.MEMBERS), list(mandates)) if mandates else None


@step
def endorse(record, mandate):
    """Endorse `record` for the country of `mandate`, for as long as endorsements last; an earlier one is replaced.

    Raises NotPossible when it is a record of the focal point's own.
    """
    record.lock()
    record.refuse_own(mandate.user)
    _standing(record, mandate.country_id).update(withdrawn_at=timezone.now())
    now = timezone.now()
    endorsement = Endorsement.objects.create(
        record_id=record.pk,
        country=mandate.country,
        office=mandate.office,
        by=mandate.user,
        at=now,
        expires_at=now + Endorsement.VALID_FOR,
    )
    if _consultation(record, mandate).exists():
        _settle(record, mandate, Consultation.Outcome.ENDORSED)
    _show(record)
    return endorsement


@step
def take_back(record, mandate):
    """End what the country of `mandate` has endorsed."""
    record.lock()
    _standing(record, mandate.country_id).update(withdrawn_at=timezone.now())
    _show(record)


@step
def answer(record, mandate, outcome, remark=""):
    """Say for the country of `mandate` that there is an objection or none.

    Raises NotPossible after the deadline, unless the country has objected, and when it is a record of the focal
    point's own.
    """
    record.lock()
    record.refuse_own(mandate.user)
    _settle(record, mandate, outcome, remark)


@transaction.atomic
def remind():
    """Have each focal point told, once, of the endorsements that they gave and that end soon."""
    now = timezone.now()
    ending = Endorsement.objects.in_force().filter(expires_at__lt=now + EXPIRES_SOON, reminded_at__isnull=True)
    ending = ending.select_for_update(skip_locked=True, of=("self",)).select_related("by")
    people = {endorsement.by for endorsement in ending}
    Endorsement.objects.filter(pk__in=[endorsement.pk for endorsement in ending]).update(reminded_at=now)
    for person in people:
        outbox.put("verification.expiring", now.isoformat(), person)


def show_ended():
    """List what was endorsed, and is no more since an endorsement ended, without it."""
    listed = Entry.objects.filter(facets__contains=[ENDORSED_KEY]).values("record")
    ended = Record.objects.filter(key__in=listed).exclude(endorsements__in=Endorsement.objects.in_force())
    for record in ended:
        with transaction.atomic():
            own = record.specific
            own.lock()
            _show(own)


def _standing(record, country):
    return Endorsement.objects.filter(record_id=record.pk, country_id=country, withdrawn_at__isnull=True)


def _consultation(record, mandate):
    return Consultation.objects.answerable().filter(record_id=record.pk, country=mandate.country)


def _settle(record, mandate, outcome, remark=""):
    """Store the answer; moderators are told when an objection is gone, because the record can go on."""
    consultation = _consultation(record, mandate).first()
    if consultation is None:
        raise NotPossible(_("The deadline for your country’s response has passed."))
    is_lifted = consultation.is_objected and outcome != Consultation.Outcome.OBJECTED
    consultation.outcome, consultation.remark = outcome, remark
    consultation.by, consultation.answered_at = mandate.user, timezone.now()
    consultation.save()
    if is_lifted:
        for moderator in roles.holders(Role.MODERATOR).exclude(pk=record.author_id):
            about = f"{consultation.pk} {consultation.answered_at.isoformat()}"
            outbox.put("verification.objection-withdrawn", about, moderator)


def _show(record):
    """Let the next reader see it; nobody is alerted because of it."""
    if record.live:
        record.index()
        index.announce(record.KIND, record.key, Announcement.Change.UPDATED, record.live.number, is_material=False)
