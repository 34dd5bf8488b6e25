"""What two sides agreed, step by step: each step is proposed by one side and confirmed by the other."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.exchange.models.answers import Answer, Side
from network.keys import new_key


class Stage(models.TextChoices):
    AGREED = "agreed", _("Agreed")
    UNDER_WAY = "under-way", _("Under way")
    DONE = "done", _("Done")
    CALLED_OFF = "called-off", _("Called off")


OVER = (Stage.DONE, Stage.CALLED_OFF)


def _is_there(side):
    """Whether the side at `side` can still be met: an account that may sign in, whose profile, if any, members see."""
    listed = Entry.objects.filter(record=OuterRef(f"{side}__profile__key"), audience=Audience.MEMBERS)
    is_shown = Q(**{f"{side}__profile__isnull": True}) | Q(Exists(listed))
    return Case(When(Q(**{f"{side}__is_active": True}) & is_shown, then=Value(True)), default=Value(False))


class ExchangeQuerySet(models.QuerySet):
    """Questions about exchanges."""

    def of(self, user):
        """Those in which `user` is one of the two sides."""
        return self.filter(Q(answer__author=user) | Q(answer__member=user))

    def open(self):
        """Those that were neither done nor called off, and have not ended because a side is gone."""
        return self.exclude(stage__in=OVER).filter(ended_at__isnull=True)

    def with_presence(self):
        """With `author_is_there` and `member_is_there`."""
        return self.annotate(
            author_is_there=_is_there("answer__author"), member_is_there=_is_there("answer__member")
        ).select_related("answer__author", "answer__member", "answer__opportunity", "answer__conversation")

    def left(self):
        """Open ones of which a side is gone: they end when somebody looks for them."""
        return self.open().with_presence().filter(Q(author_is_there=False) | Q(member_is_there=False))

    def published(self):
        """Those of which both sides let one sentence tell."""
        return self.filter(
            stage=Stage.DONE, author_publishes_at__isnull=False, member_publishes_at__isnull=False
        ).exclude(outcome={})

    def expired(self, before):
        """Those that were over before the moment `before`."""
        return self.filter(Q(stage__in=OVER, stage_since__lt=before) | Q(ended_at__lt=before))


@pghistory.track(
    fields=["answer", "stage", "stage_since", "ended_at", "author_publishes_at", "member_publishes_at"],
    model_name="ExchangeEvent",
)
class Exchange(models.Model):
    """One exchange, from the agreement on. `terms` are those of the latest proposal that both sides confirmed.

    `stage` is empty until the first proposal is confirmed. `ended_at` says that a side was gone before it was over.
    `outcome` holds the codes of the public sentence, from the moment that it was done.
    """

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    answer = models.OneToOneField(Answer, models.CASCADE, related_name="exchange", verbose_name=_("answer"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, blank=True)
    stage_since = models.DateTimeField(_("since"), default=timezone.now)
    terms = models.JSONField(_("terms"), default=dict, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.JSONField(default=dict, blank=True)
    # Each side agrees by itself that one public sentence says that there was this exchange, without names.
    author_publishes_at = models.DateTimeField(null=True)
    member_publishes_at = models.DateTimeField(null=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering = ["-stage_since", "-pk"]
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(stage__in=OVER), name="exchange_over_in_one_way"
            ),
        ]

    def __str__(self):
        return f"exchange-{self.pk}"

    def side_of(self, user: User) -> Side:
        """The side of `user`, who takes part."""
        return self.answer.side_of(user)

    def user_at(self, side: Side) -> User | None:
        """Who is at `side`; None when they were erased."""
        return self.answer.author if side == Side.AUTHOR else self.answer.member

    def is_there(self, side: Side) -> bool:
        """Whether `side` can still be met; of a row that was read `with_presence`."""
        return self.author_is_there if side == Side.AUTHOR else self.member_is_there

    @property
    def is_over(self) -> bool:
        """Whether no step can follow; of a row that was read `with_presence`."""
        return self.stage in OVER or self.has_ended

    @property
    def has_ended(self) -> bool:
        """Whether it ended because a side is gone; of a row that was read `with_presence`."""
        if self.stage in OVER:
            return False
        return bool(self.ended_at) or not (self.author_is_there and self.member_is_there)

    def publishes(self, side: Side) -> bool:
        """Whether `side` agrees to the public sentence."""
        return bool(self.author_publishes_at if side == Side.AUTHOR else self.member_publishes_at)


class ProposalQuerySet(models.QuerySet):
    """Questions about proposals."""

    def open(self):
        """Those that wait for the other side."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True)


@pghistory.track(fields=["exchange", "stage", "by", "confirmed_at", "ended_at"], model_name="ProposalEvent")
class Proposal(models.Model):
    """That one side wants the exchange to go to a stage, or other terms at the stage; the other confirms or declines.

    `terms` are those of `network.exchange.agreements.terms`.
    """

    class End(models.TextChoices):
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REPLACED = "replaced", _("Replaced by another proposal")
        STOPPED = "stopped", _("Ended")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="proposals", verbose_name=_("exchange"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    by = models.CharField(_("proposed by"), max_length=6, choices=Side.choices)
    terms = models.JSONField(_("terms"), default=dict)
    at = models.DateTimeField(_("proposed"), default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(_("how it ended"), max_length=9, choices=End.choices, blank=True)

    objects = ProposalQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(end="", ended_at__isnull=True) | (~Q(end="") & Q(ended_at__isnull=False)),
                name="proposal_ended_how",
            ),
        ]

    def __str__(self):
        return f"proposal-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for the other side."""
        return self.confirmed_at is None and self.ended_at is None

    def finish(self, **how: Any) -> None:
        """Store how it was answered."""
        for name, value in how.items():
            setattr(self, name, value)
        self.save(update_fields=list(how))
