"""What two sides agreed, step by step: each step is proposed by one side and confirmed by the other."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.exchange.models.answers import Answer, Side
from network.keys import new_key


class Stage(models.TextChoices):
    AGREED = "agreed", _("Agreed")
    UNDER_WAY = "under-way", _("Under way")
    DONE = "done", _("Done")
    CALLED_OFF = "called-off", _("Called off")


@pghistory.track(fields=["answer", "stage", "stage_since"], model_name="ExchangeEvent")
class Exchange(models.Model):
    """One exchange, from the agreement on. `terms` are those of the latest proposal that both sides confirmed.

    `stage` is empty until the first proposal is confirmed.
    """

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    answer = models.OneToOneField(Answer, models.CASCADE, related_name="exchange", verbose_name=_("answer"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, blank=True)
    stage_since = models.DateTimeField(_("since"), default=timezone.now)
    terms = models.JSONField(_("terms"), default=dict, blank=True)
    # Each side agrees by itself that one public sentence says that there was this exchange, without names.
    author_publishes_at = models.DateTimeField(null=True)
    member_publishes_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-stage_since", "-pk"]
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")

    def __str__(self):
        return f"exchange-{self.pk}"


@pghistory.track(fields=["exchange", "stage", "by", "confirmed_at", "ended_at"], model_name="ProposalEvent")
class Proposal(models.Model):
    """That one side wants the exchange to go to a stage, or other terms at the stage; the other confirms or declines.

    `terms`: what, starts_on, ends_on, costs; of a done one also people, women and days as whole numbers.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="proposals", verbose_name=_("exchange"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    by = models.CharField(_("proposed by"), max_length=6, choices=Side.choices)
    terms = models.JSONField(_("terms"), default=dict)
    at = models.DateTimeField(_("proposed"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    # Declined, taken back or replaced by another one.
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("proposal of a step")
        verbose_name_plural = _("proposals of steps")
        constraints = [
            models.UniqueConstraint(
                fields=["exchange"],
                condition=Q(confirmed_at__isnull=True, ended_at__isnull=True),
                name="one_open_proposal_of_an_exchange",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(ended_at__isnull=True), name="proposal_ends_once"
            ),
        ]

    def __str__(self):
        return f"proposal-{self.pk}"
