"""What each side says about an exchange four weeks after it, and about its use six months after it.

Read by staff and by the two sides; a side reads the other's once it has given its own.
"""

from datetime import timedelta

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.exchange.models.exchanges import Exchange, Side
from network.keys import new_key


class Statement(models.Model):
    """What one side is asked, once: asked from `due_at` on, with a signed link, until `expires_at`."""

    OPEN_FOR = timedelta(days=60)

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    side = models.CharField(_("side"), max_length=6, choices=Side.choices)
    due_at = models.DateTimeField(_("asked on"))
    expires_at = models.DateTimeField(_("expires"))
    reminded_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(_("given"), null=True)

    class Meta:
        abstract = True


@pghistory.track(fields=["exchange", "side", "due_at", "given_at"], model_name="EvaluationEvent")
class Evaluation(Statement):
    """Four weeks after an exchange was done."""

    ASKED_AFTER = timedelta(weeks=4)

    class Again(models.TextChoices):
        YES = "yes", _("Yes")
        UNSURE = "unsure", _("Not sure")
        NO = "no", _("No")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="evaluations", verbose_name=_("exchange"))
    learned = models.TextField(_("what was learned"), max_length=1000, blank=True)
    will_use = models.TextField(_("what will be used"), max_length=1000, blank=True)
    did_not_work = models.TextField(_("what did not work"), max_length=1000, blank=True)
    again = models.CharField(_("would you do it again?"), max_length=6, choices=Again.choices, blank=True)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [models.UniqueConstraint(fields=["exchange", "side"], name="evaluated_once_by_a_side")]

    def __str__(self):
        return f"evaluation-{self.pk}"


@pghistory.track(fields=["exchange", "side", "due_at", "given_at"], model_name="FollowUpEvent")
class FollowUp(Statement):
    """Six months after an exchange was done."""

    ASKED_AFTER = timedelta(days=182)

    class Use(models.TextChoices):
        IN_USE = "in-use", _("In use")
        PARTLY = "partly", _("Partly in use")
        PLANNED = "planned", _("Planned")
        NOT_USED = "not-used", _("Not in use")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="follow_ups", verbose_name=_("exchange"))
    use = models.CharField(_("what is in use now"), max_length=8, choices=Use.choices, blank=True)
    in_use_now = models.TextField(_("what is in use, and what has changed"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [models.UniqueConstraint(fields=["exchange", "side"], name="followed_up_once_by_a_side")]

    def __str__(self):
        return f"follow-up-{self.pk}"
