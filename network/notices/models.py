"""What waits to be told to one person, and how many letters an address got that perhaps nobody asked for."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.languages import Language


class State(models.TextChoices):
    """Where a notice stands. Each ends in exactly one of the last three."""

    PENDING = "pending", _("Waiting")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Not sent")
    FAILED = "failed", _("Failed")


class Reason(models.TextChoices):
    """Why a notice was not sent, or the last attempt failed. A code, because replies of servers hold addresses."""

    NONE = "", _("none")
    POINTLESS = "pointless", _("it was no longer needed")
    INACTIVE = "inactive", _("the account is closed")
    NO_ACCOUNT = "no-account", _("there is no such account")
    LOADED = "loaded", _("the event was imported and concerns no one")
    NOT_MADE = "not-made", _("the email could not be prepared")
    UNREACHABLE = "unreachable", _("the mail server could not be reached")
    LINE_LOST = "line-lost", _("the mail server closed the connection")
    DEFERRED = "deferred", _("the mail server did not accept it at that time")
    REFUSED = "refused", _("the mail server refuses the address")


class Notice(models.Model):
    """That one person is to be told of one event: its kind and its key, from which the letter is made when it leaves.

    `address` is set where the letter does not go to the address of the account; it and `facts` are emptied when the
    notice ends, except as failed, so that staff can have it tried again. A claim moves `next_attempt_at` beyond the
    time that sending may take, so what a killed sender held is found again by itself.
    """

    kind = models.CharField(_("type"), max_length=40)
    about = models.CharField(max_length=80, help_text=_("Key of the event."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="notices",
        verbose_name=pgettext_lazy("recipient", "to"),
    )
    address = models.EmailField(max_length=254, blank=True, db_default="")
    language = models.CharField(max_length=10, choices=Language.choices, blank=True, db_default="")
    facts = models.JSONField(default=dict, help_text=_("What the email needs and the event does not contain."))
    state = models.CharField(_("status"), max_length=7, choices=State.choices, default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=11, choices=Reason.choices, blank=True, db_default="")
    attempts = models.PositiveSmallIntegerField(_("attempts"), db_default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), db_default=Now())
    owner = models.CharField(max_length=16, db_default="")
    created_at = models.DateTimeField(_("since"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("service email")
        verbose_name_plural = _("service emails")
        permissions = [("retry_notice", _("Can have failed emails sent again"))]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "user"], name="told_once_to_a_person"),
            models.UniqueConstraint(
                fields=["kind", "about", "address"], condition=Q(user__isnull=True), name="told_once_to_an_address"
            ),
            models.CheckConstraint(
                condition=~Q(state="pending") | Q(user__isnull=False) | ~Q(address=""), name="notice_has_a_reader"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "skipped"]) | ~Q(reason=""), name="notice_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(state="pending"), name="notice_ready"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="notice_ended"),
        ]

    def __str__(self):
        return f"notice-{self.pk}"

    @property
    def recipient(self) -> str:
        """Where the letter goes."""
        return self.address or (self.user.email if self.user else "")

    @property
    def reading_language(self) -> str:
        """The language in which the letter is read."""
        return self.user.language if self.user else self.language


class Allowance(models.Model):
    """When an address got letters that perhaps nobody asked for, in the last day; known by a keyed hash."""

    digest = models.CharField(max_length=64, unique=True)
    letters_at = ArrayField(models.DateTimeField())

    class Meta:
        verbose_name = _("emails to an address in the last day")
        verbose_name_plural = _("emails to addresses in the last day")

    def __str__(self):
        return self.digest[:12]
