"""Focal points, the endorsements that they give, and the consultations in which their silence counts as consent."""

from datetime import timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts import roles
from network.accounts.roles import Role
from network.catalogue.models import Country
from network.moderation.models import Record
from network.moderation.models.own import not_by_the_author


class FocalPointQuerySet(models.QuerySet):
    """Works on focal points."""

    def in_force(self):
        """Those who act as focal points now: a mandate counts while the role does."""
        return self.filter(user__in=roles.holders(Role.FOCAL_POINT))

    def about(self, record):
        """Those who may speak about `record`, because it is not their own."""
        return self.in_force().exclude(user=record.author_id)


@pghistory.track(fields=["user", "country"], model_name="FocalPointEvent")
class FocalPoint(models.Model):
    """That somebody speaks for a country. Somebody may speak for several, and several for one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="mandates",
        verbose_name=_("user"),
        limit_choices_to={"is_staff": True, "groups__name": Role.FOCAL_POINT},
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="focal_points", verbose_name=_("country"))
    office = models.CharField(_("office"), max_length=200, help_text=_("As readers see it beside an endorsement."))

    objects = FocalPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        permissions = [("speak_focalpoint", _("Can respond for a country"))]
        constraints = [models.UniqueConstraint(fields=["user", "country"], name="mandate_once_per_country")]

    def __str__(self):
        return f"{self.country}: {self.office}"


class EndorsementQuerySet(models.QuerySet):
    """Works on endorsements."""

    def in_force(self):
        """Those that were neither taken back nor have expired."""
        return self.filter(withdrawn_at__isnull=True, expires_at__gt=timezone.now())


@pghistory.track(fields=["record", "country", "by", "expires_at", "withdrawn_at"], model_name="EndorsementEvent")
class Endorsement(models.Model):
    """That the focal point of a country stands behind a record, for a time."""

    VALID_FOR = timedelta(days=730)

    record = models.ForeignKey(Record, models.CASCADE, related_name="endorsements", verbose_name=_("record"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    # As it was called when it endorsed.
    office = models.CharField(_("office"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "country"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="endorsed_once_by_a_country",
            ),
        ]
        triggers = [not_by_the_author("by_id")]

    def __str__(self):
        return f"{self.record}: {self.country}"


class ConsultationQuerySet(models.QuerySet):
    """Works on consultations."""

    def open(self):
        """Those in which the focal point can still speak and has not."""
        return self.filter(outcome=Consultation.Outcome.OPEN, deadline__gt=timezone.now())

    def answerable(self):
        """Those in which the focal point can still speak, or take back that it objected."""
        return self.open() | self.filter(outcome=Consultation.Outcome.OBJECTED)

    def unopposed(self):
        """Those in which the focal point had nothing against it, in words or by silence."""
        silent = models.Q(outcome=Consultation.Outcome.OPEN, deadline__lte=timezone.now())
        return self.filter(silent | models.Q(outcome=Consultation.Outcome.NO_OBJECTION))


@pghistory.track(fields=["record", "country", "outcome", "by", "deadline"], model_name="ConsultationEvent")
class Consultation(models.Model):
    """A silence procedure: a country may speak about a practice of one of its institutions before it is published.

    Whoever says nothing until the deadline has no objection; nothing need happen for that.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("No answer yet")
        NO_OBJECTION = "no-objection", _("No objection")
        ENDORSED = "endorsed", _("Endorsed")
        OBJECTED = "objected", _("Objection")

    record = models.ForeignKey(Record, models.CASCADE, related_name="consultations", verbose_name=_("record"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    begun_at = models.DateTimeField(_("started"), default=timezone.now)
    deadline = models.DateTimeField(_("deadline"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    remark = models.TextField(_("remark"), max_length=2000, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.UniqueConstraint(fields=["record", "country"], name="consulted_once_about_a_record"),
            models.CheckConstraint(
                condition=~models.Q(outcome="objected") | ~models.Q(remark=""), name="objection_says_why"
            ),
        ]
        triggers = [not_by_the_author("by_id")]

    def __str__(self):
        return f"{self.record}: {self.country}?"

    @property
    def is_objected(self) -> bool:
        """Whether the country objects."""
        return self.outcome == self.Outcome.OBJECTED

    @property
    def is_open(self) -> bool:
        """Whether the focal point can still speak and has not."""
        return self.outcome == self.Outcome.OPEN and self.deadline > timezone.now()
