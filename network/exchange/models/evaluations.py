"""What each side says about an exchange four weeks after it, and about its use six months after it.

Read by staff and by the two sides; a side reads the other's once it has given its own, or its time is over.
"""

from datetime import timedelta

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.exchange.models.answers import Side
from network.exchange.models.exchanges import Exchange
from network.keys import new_key


class StatementQuerySet(models.QuerySet):
    """Questions about what sides are asked."""

    def of(self, user):
        """What `user` is asked, and was."""
        as_author = Q(side=Side.AUTHOR, exchange__answer__author=user)
        return self.filter(as_author | Q(side=Side.MEMBER, exchange__answer__member=user))

    def waiting(self, now=None):
        """What can be given now and was not."""
        now = now or timezone.now()
        return self.filter(due_at__lte=now, expires_at__gt=now, given_at__isnull=True)


class Statement(models.Model):
    """What one side is asked, once: asked from `due_at` on, with a signed link, until `expires_at`."""

    OPEN_FOR = timedelta(days=60)
    REMINDED_AFTER = timedelta(days=14)
    # The fields that the side fills in.
    ANSWERS: tuple[str, ...] = ()

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    side = models.CharField(_("side"), max_length=6, choices=Side.choices)
    due_at = models.DateTimeField(_("asked on"))
    expires_at = models.DateTimeField(_("expires"))
    asked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(_("given"), null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def other(self):
        """What the other side says of the same; None when it was erased."""
        return type(self).objects.filter(exchange=self.exchange_id).exclude(side=self.side).first()

    @property
    def is_open(self) -> bool:
        """Whether it may be given or changed: in its time, and until the other side can read it."""
        if not self.due_at <= timezone.now() < self.expires_at:
            return False
        return self.given_at is None or not (self.other and self.other.given_at)

    @property
    def may_read_other(self) -> bool:
        """Whether this side has said its own, or can no longer, so that it may read what the other says."""
        return self.given_at is not None or self.expires_at <= timezone.now()

    def answers(self) -> list[tuple]:
        """Each question with what was answered, where something was."""
        fields = [self._meta.get_field(name) for name in self.ANSWERS]
        found = [(field.verbose_name, self._in_words(field)) for field in fields]
        return [(question, answer) for question, answer in found if answer]

    def _in_words(self, field):
        return getattr(self, f"get_{field.name}_display")() if field.choices else getattr(self, field.name)


@pghistory.track(fields=["exchange", "side", "due_at", "given_at"], model_name="EvaluationEvent")
class Evaluation(Statement):
    """Four weeks after an exchange was done."""

    ASKED_AFTER = timedelta(weeks=4)
    ANSWERS = ("learned", "will_use", "did_not_work", "again")

    class Again(models.TextChoices):
        YES = "yes", _("Yes")
        UNSURE = "unsure", _("Not sure")
        NO = "no", _("No")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="evaluations", verbose_name=_("exchange"))
    learned = models.TextField(_("what did you learn?"), max_length=1000, blank=True)
    will_use = models.TextField(_("what will you use?"), max_length=1000, blank=True)
    did_not_work = models.TextField(_("what did not work?"), max_length=1000, blank=True)
    again = models.CharField(_("would you do it again?"), max_length=6, choices=Again.choices, blank=True)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.UniqueConstraint(fields=["exchange", "side"], name="evaluated_once_by_a_side"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("due_at")), name="evaluation_takes_time"),
        ]

    def __str__(self):
        return f"evaluation-{self.pk}"


@pghistory.track(fields=["exchange", "side", "due_at", "given_at"], model_name="FollowUpEvent")
class FollowUp(Statement):
    """Six months after an exchange was done."""

    ASKED_AFTER = timedelta(days=182)
    ANSWERS = ("use", "in_use_now")

    class Use(models.TextChoices):
        IN_USE = "in-use", _("In use")
        PARTLY = "partly", _("Partly in use")
        PLANNED = "planned", _("Planned")
        NOT_USED = "not-used", _("Not in use")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="follow_ups", verbose_name=_("exchange"))
    use = models.CharField(_("is what you learned in use now?"), max_length=8, choices=Use.choices, blank=True)
    in_use_now = models.TextField(_("what is in use, and what has changed?"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.UniqueConstraint(fields=["exchange", "side"], name="followed_up_once_by_a_side"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("due_at")), name="follow_up_takes_time"),
        ]

    def __str__(self):
        return f"follow-up-{self.pk}"
