"""Approved versions of records, the decisions about them and what leads to one, and who is on what."""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.catalogue import kinds
from network.moderation.models.own import not_by_the_author


@pghistory.track(fields=["record", "number", "approved_by"], model_name="VersionEvent")
class Version(models.Model):
    """What a moderator approved, as it was then. Never changed."""

    record = models.ForeignKey("moderation.Record", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    audiences = models.JSONField(default=dict)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["record", "number"]
        verbose_name = _("approved version")
        verbose_name_plural = _("approved versions")
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="version_number_once")]
        triggers = [not_by_the_author("approved_by_id")]

    def __str__(self):
        return f"{self.record} #{self.number}"


class Reasoned(models.Model):
    """What moderators do for a reason in their words, or on grounds that have their sentences, or both."""

    class Ground(models.TextChoices):
        """Why something goes back; the label is what the author reads, in their language."""

        INCOMPLETE = "incomplete", _("Information that readers need is missing or too short.")
        SOURCES = "sources", _("A statement or figure has no source that a reader can check.")
        OPERATIONAL = "operational", _("It contains operational details that could help those who plan violence.")
        PERSONAL = "personal", _("It names or describes other people who may not have agreed to this.")
        RIGHTS = "rights", _("It says too little about human rights and safeguards.")
        WORDING = "wording", _("Some wording stigmatizes a group or takes sides in a dispute.")
        SCOPE = "scope", _("It is not about countering terrorism or preventing violent extremism.")
        PROMOTION = "promotion", _("It advertises an organization or a product.")

    reason = models.TextField(_("reason"), blank=True)
    grounds = ArrayField(
        models.CharField(max_length=12, choices=Ground.choices), verbose_name=_("grounds"), default=list
    )

    class Meta:
        abstract = True

    @property
    def grounds_in_words(self) -> list:
        """A sentence for each ground, in the current language."""
        return [self.Ground(ground).label for ground in self.grounds]


@pghistory.track(fields=["record", "action", "by", "seconded_by", "version"], model_name="DecisionEvent")
class Decision(Reasoned):
    """Who decided what about a record, when and why. Never changed."""

    class Action(models.TextChoices):
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Changes requested")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REFUSED = "refused", _("Refused")
        SUSPENDED = "suspended", _("Suspended")
        REINSTATED = "reinstated", _("Appeal granted")
        UPHELD = "upheld", _("Appeal dismissed")

    TAKES_TWO = (Action.REFUSED, Action.SUSPENDED)
    KEEPS_THE_TEXT = (Action.RETURNED, Action.REFUSED)
    ON_WHAT_WAITED = (Action.APPROVED, *KEEPS_THE_TEXT)

    record = models.ForeignKey("moderation.Record", models.CASCADE, related_name="decisions", verbose_name=_("record"))
    action = models.CharField(_("decision"), max_length=10, choices=Action.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", verbose_name=_("by"))
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="seconded_decisions",
        verbose_name=_("confirmed by"),
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="decisions")
    content = models.JSONField(null=True, help_text=_("What was returned or refused, as it was then."))
    notes = models.JSONField(
        _("notes on single answers"), default=dict, help_text=_("What the author is asked, by the name of the field.")
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action="approved")
                | ~models.Q(reason="")
                | models.Q(grounds__len__gte=1)
                | ~models.Q(notes={}),
                name="decision_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(action__in=["refused", "suspended"])
                | models.Q(seconded_by__isnull=False) & ~models.Q(seconded_by=models.F("by")),
                name="decision_takes_two",
            ),
        ]
        triggers = [
            not_by_the_author(
                "by_id",
                "seconded_by_id",
                # Authors may take down what they wrote.
                condition=~pgtrigger.Q(new__action="withdrawn"),
            )
        ]

    def __str__(self):
        return f"{self.record}: {self.get_action_display()}"

    @property
    def notes_in_words(self) -> list[tuple[str | Promise, str]]:
        """What people call each field, and what the author is asked about it, in the order of FIELDS."""
        model = kinds.get(self.record.kind).model
        return [(model.field_label(name), self.notes[name]) for name in model.FIELDS if name in self.notes]


@pghistory.track(fields=["record", "action", "by", "version"], model_name="ProposalEvent")
class Proposal(Reasoned):
    """A refusal or a suspension that one moderator wants and a second one has not confirmed yet."""

    record = models.OneToOneField("moderation.Record", models.CASCADE, related_name="proposal")
    action = models.CharField(_("decision"), max_length=10, choices=Decision.Action.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    version = models.ForeignKey(Version, models.CASCADE, null=True, related_name="+")
    status_before = models.CharField(max_length=10, help_text=_("What the record was when this was proposed."))

    class Meta:
        verbose_name = _("proposed decision")
        verbose_name_plural = _("proposed decisions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__in=["refused", "suspended"]), name="proposal_of_what_takes_two"
            ),
        ]
        triggers = [not_by_the_author("by_id")]

    def __str__(self):
        return f"{self.record}: {self.get_action_display()}?"


class AppealQuerySet(models.QuerySet):
    """Works on appeals."""

    def waiting(self) -> Self:
        """Those that nobody has answered, against what still holds: what is suspended now was refused before."""
        return self.filter(outcome__isnull=True, decision__record__status=models.F("decision__action"))


@pghistory.track(fields=["decision", "outcome"], model_name="AppealEvent")
class Appeal(models.Model):
    """An author's word against a refusal or a suspension; once for each. Its answer is a decision in turn.

    Without `decision` it is about a suspension that a second moderator has not confirmed yet.
    """

    record = models.ForeignKey("moderation.Record", models.CASCADE, related_name="appeals")
    decision = models.OneToOneField(Decision, models.CASCADE, null=True, related_name="appeal")
    text = models.TextField(_("statement of the author"), max_length=4000)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    outcome = models.OneToOneField(Decision, models.CASCADE, null=True, related_name="answered_appeal")

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(decision__isnull=True), name="appeal_once_against_a_proposal"
            ),
        ]

    def __str__(self):
        return f"{self.record}: appeal-{self.pk}"


class Assignment(models.Model):
    """The moderator who is on a record; others see that and leave it to them. It ends with the decision."""

    record = models.OneToOneField("moderation.Record", models.CASCADE, related_name="assignment")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self):
        return f"{self.record}: user-{self.moderator_id}"
