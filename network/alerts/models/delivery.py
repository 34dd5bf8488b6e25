"""The mail that leaves: runs, the outbox, and what came back. PostgreSQL is the queue; Celery only knocks."""

import json
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from network.alerts.models.following import Frequency, Subscriber, Subscription
from network.phrasing import joined


@pghistory.track(fields=["kind", "frequency", "period_end", "state", "remark"], model_name="RunEvent")
class Run(models.Model):
    """One sending to all subscribers of one frequency, about the half-open UTC period [start, end)."""

    class Kind(models.TextChoices):
        ALERT = "alert", _("Instant alerts")
        DIGEST = "digest", _("Digest")
        EXTRA = "extra", _("Digest outside the calendar")

    class State(models.TextChoices):
        PLANNING = "planning", _("Being planned")
        SENDING = "sending", _("Sending")
        HELD = "held", _("On hold")
        STOPPED = "stopped", _("Stopped automatically")
        DONE = "done", _("Done")

    class Remark(models.TextChoices):
        """Why a run stands as it does: stored with its values, so that everyone reads it in their own language."""

        HELD = "held", _("put on hold by %(by)s")
        RELEASED = "released", _("released by %(by)s")
        TROUBLE = "trouble", _("%(count)s of the last %(last)s: %(feedback)s")

        def with_values(self, **values: Any) -> str:
            """What `Run.remark` holds of it."""
            return json.dumps({"remark": self.value, **values})

    kind = models.CharField(_("type"), max_length=6, choices=Kind.choices)
    frequency = models.CharField(_("frequency"), max_length=8, choices=Frequency.choices)
    period_start = models.DateTimeField(_("from"))
    period_end = models.DateTimeField(_("until"))
    state = models.CharField(_("status"), max_length=8, choices=State.choices, default=State.PLANNING)
    cursor = models.BigIntegerField(default=0, editable=False, help_text=_("The last subscriber who was planned."))
    planned = models.PositiveIntegerField(_("planned"), default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(
        null=True, editable=False, help_text=_("The circuit breaker ignores what happened before this time.")
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        ordering = ["-period_end", "-pk"]
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        permissions = [("send_run", _("Can hold, release and send runs"))]
        constraints = [
            models.UniqueConstraint(fields=["kind", "frequency", "period_start"], name="run_once_per_period"),
            models.CheckConstraint(
                condition=models.Q(period_end__gt=models.F("period_start")), name="run_has_a_period"
            ),
        ]

    def __str__(self):
        end = date_format(timezone.localtime(self.period_end), "DATETIME_FORMAT")
        return joined([self.get_kind_display(), self.get_frequency_display(), end])

    @property
    def remark_in_words(self) -> str:
        """The remark in the current language; one from before remarks had values, as it was written."""
        try:
            values = json.loads(self.remark)
        except ValueError:
            return self.remark
        if "feedback" in values:
            values["feedback"] = Message.Feedback(values["feedback"]).label
        return self.Remark(values["remark"]).label % values


class State(models.TextChoices):
    """Where a message stands. Every planned recipient ends in exactly one of the last four, with a reason."""

    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Being sent")
    IN_DOUBT = "in_doubt", _("Delivery uncertain")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SKIPPED = "skipped", _("Not sent")


class Message(models.Model):
    """A row of the outbox: one message to one person. What it says is made just before it leaves.

    `wire_at` is committed just before the text goes over the line: after any crash a row without it was certainly not
    sent, and one with it and without `ended_at` is in doubt.
    """

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation")
        ALERT = "alert", _("Instant alert")
        DIGEST = "digest", _("Digest")

    class Feedback(models.TextChoices):
        NONE = "", _("none")
        DELIVERED = "delivered", _("delivered")
        BOUNCED = "bounced", _("bounced")
        DEFERRED = "deferred", _("temporary bounce")
        BLOCKED = "blocked", _("refused by policy")
        COMPLAINED = "complained", _("complaint")

    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices)
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="messages", verbose_name=_("run"))
    subscriber = models.ForeignKey(
        Subscriber, models.SET_NULL, null=True, related_name="messages", verbose_name=_("subscriber")
    )
    subscription = models.ForeignKey(Subscription, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("status"), max_length=8, choices=State.choices, db_default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=200, blank=True, db_default="")
    attempts = models.PositiveSmallIntegerField(_("attempts"), db_default=0)
    resends = models.PositiveSmallIntegerField(db_default=0)
    not_before = models.DateTimeField(db_default=Now())
    lease_owner = models.CharField(max_length=32, db_default="")
    lease_until = models.DateTimeField(null=True)
    wire_at = models.DateTimeField(_("handed over"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    feedback = models.CharField(
        _("feedback"), max_length=10, choices=Feedback.choices, blank=True, db_default=Feedback.NONE
    )
    created_at = models.DateTimeField(_("planned"), db_default=Now())

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        constraints = [
            models.UniqueConstraint(fields=["run", "subscriber"], name="one_message_per_run_and_person"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["failed", "skipped"]) | ~models.Q(reason=""), name="end_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=models.Q(state="pending"), name="outbox_ready"),
            models.Index(fields=["lease_until"], condition=models.Q(state="leased"), name="outbox_leased"),
            models.Index(fields=["wire_at"], condition=models.Q(state="in_doubt"), name="outbox_in_doubt"),
            models.Index(fields=["run", "ended_at"], condition=models.Q(ended_at__isnull=False), name="outbox_of_run"),
            models.Index(fields=["ended_at"], condition=models.Q(state="sent"), name="outbox_sent"),
        ]

    def __str__(self):
        return f"message-{self.pk}"


@pghistory.track(fields=["reason"], model_name="SuppressionEvent")
class Suppression(models.Model):
    """An address to which we never write, known only by a keyed hash: it outlives the erasure of the address."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce", _("The address does not exist")
        SOFT_BOUNCES = "soft", _("Undeliverable for too long")
        COMPLAINT = "complaint", _("Marked as spam")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed at the mail provider")
        STAFF = "staff", _("Entered by staff")

    digest = models.CharField(_("hash"), max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    at = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")

    def __str__(self):
        return self.digest[:12]


class MailEvent(models.Model):
    """What a mail provider, or a bounce, tells about a message; stored as it comes, processed by a task of its own."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("delivered")
        HARD = "hard", _("permanent bounce")
        SOFT = "soft", _("temporary bounce")
        POLICY = "policy", _("refused by policy")
        COMPLAINT = "complaint", _("complaint")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")

    source = models.CharField(_("source"), max_length=40)
    event_id = models.CharField(max_length=128)
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="events")
    digest = models.CharField(max_length=64, blank=True, help_text=_("Keyed hash of the recipient's address."))
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    processed_at = models.DateTimeField(_("processed"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("delivery report")
        verbose_name_plural = _("delivery reports")
        constraints = [models.UniqueConstraint(fields=["source", "event_id"], name="mail_event_once")]
        indexes = [models.Index(fields=["id"], condition=models.Q(processed_at__isnull=True), name="event_unprocessed")]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.source})"


@pghistory.track(fields=["is_paused", "reason", "by"], model_name="MailSwitchEvent")
class MailSwitch(models.Model):
    """The brake of all bulk mail. There is one row; sending looks at it before each batch."""

    is_paused = models.BooleanField(_("all sending is paused"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("switch for all sending")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_switch")]

    def __str__(self):
        return "paused" if self.is_paused else "on"

    @classmethod
    def paused(cls) -> bool:
        """Whether nothing may leave now."""
        return cls.objects.filter(is_paused=True).exists()
