"""That somebody answers an offer or a request, or is asked by its author: a row with two yeses.

Who the two are is put together in one place only, and only after both said yes: `network.exchange.identities`.
"""

from datetime import timedelta
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.exchange.models.opportunities import Opportunity
from network.keys import new_key
from network.relay.models import Conversation


class Side(models.TextChoices):
    """Who made the offer or request, and who answered it or was asked."""

    AUTHOR = "author", _("who made the offer or request")
    MEMBER = "member", _("who answered")

    @property
    def other(self) -> "Side":
        """The one opposite."""
        return Side.MEMBER if self == Side.AUTHOR else Side.AUTHOR


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Questions about answers. What has ended by time, or with its offer or request, has ended when it is asked."""

    def of(self, user) -> Self:
        """Those in which `user` is a side."""
        return self.filter(Q(author=user) | Q(member=user))

    def agreed(self) -> Self:
        """Those to which both said yes."""
        return self.filter(end="", author_yes_at__isnull=False, member_yes_at__isnull=False)

    def unanswered(self) -> Self:
        """Those of which nobody noted yet that they ended, and that lack a yes; perhaps their time is over."""
        return self.filter(Q(author_yes_at__isnull=True) | Q(member_yes_at__isnull=True), end="")

    def open(self) -> Self:
        """Those to which a yes can still be said; also when what they answer has closed, because they came in time."""
        return self.unanswered().filter(opportunity__live__isnull=False, expires_at__gt=timezone.now())

    def going_on(self) -> Self:
        """The open ones, and those to which both said yes."""
        return self.open() | self.agreed()

    def end_now(self, end: str) -> int:
        """End these; the letters about it leave once a day, so that their time tells nothing."""
        return self.update(end=end, ended_at=timezone.now(), told_at=None)

    def stop(self) -> int:
        """End those that are open, because one of the two, or the offer or request, is gone."""
        return self.unanswered().end_now(Answer.End.STOPPED)

    def waiting_for(self, user) -> Self:
        """The open ones to which `user` has not said yes."""
        own_turn = Q(author=user, author_yes_at__isnull=True) | Q(member=user, member_yes_at__isnull=True)
        return self.open().filter(own_turn)


@pghistory.track(
    fields=["opportunity", "is_asked", "author_yes_at", "member_yes_at", "ended_at", "end"], model_name="AnswerEvent"
)
class Answer(models.Model):
    """`author` made the offer or request, `member` answers it or was asked. Each side has said yes, or not yet.

    `reason` is what the side that began says to the other. While `end` is empty and one yes is missing, it is open.
    The audit trail has no sides: whoever reads it must not be able to put them together.
    """

    OPEN_FOR = timedelta(days=14)
    REMINDED_AFTER = timedelta(days=7)
    # After the latest that happened to it; an exchange that began with it has its own time.
    KEPT = timedelta(days=730)

    class End(models.TextChoices):
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("not answered in time")
        # The offer or request is gone, or one of the two is; the other side is not told which.
        STOPPED = "stopped", _("ended")

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    # Empty when the offer or request is gone.
    opportunity = models.ForeignKey(
        Opportunity, models.SET_NULL, null=True, related_name="answers", verbose_name=_("offer or request")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # The keys of their profiles: entries say what may be shown of them.
    author_profile = models.CharField(max_length=22, blank=True)
    profile = models.CharField(max_length=22, blank=True)
    is_asked = models.BooleanField(_("the author asked"), default=False)
    # What stands for the member while nobody is named; made for this pair and this offer or request.
    mark = models.CharField(_("mark"), max_length=8, blank=True)
    # What is told of each side before both said yes, as it was when the answer began: what changed with a profile, or
    # vanished with it, would tell which one it is.
    author_card = models.JSONField(default=dict, blank=True)
    member_card = models.JSONField(default=dict, blank=True)
    # Empty where the member answers for themselves.
    institution = models.CharField(_("on behalf of"), max_length=250, blank=True)
    reason = models.TextField(_("reason"), max_length=600, blank=True)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    author_yes_at = models.DateTimeField(null=True)
    member_yes_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    # When the letters about its beginning, or about its end, were written; empty while there is something to tell.
    told_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(_("expires"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(_("how it ended"), max_length=9, choices=End.choices, blank=True)
    # That the side that reads the reason asked staff to look at it.
    reported_at = models.DateTimeField(_("reported"), null=True)
    report = models.TextField(_("what was reported"), max_length=1000, blank=True)
    conversation = models.OneToOneField(Conversation, models.SET_NULL, null=True, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        permissions = [("see_sides", _("Can see who the two sides of an answer are"))]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "member"], condition=Q(end=""), name="one_open_answer_of_a_member"
            ),
            models.CheckConstraint(condition=~Q(author=F("member")), name="answer_of_two"),
            models.CheckConstraint(
                condition=Q(author_yes_at__isnull=False) | Q(member_yes_at__isnull=False), name="answer_begun_by_a_side"
            ),
            models.CheckConstraint(
                condition=Q(end="", ended_at__isnull=True) | (~Q(end="") & Q(ended_at__isnull=False)),
                name="answer_ended_when",
            ),
            # Nobody is put together with anybody before both said yes.
            models.CheckConstraint(
                condition=Q(conversation__isnull=True)
                | Q(end="", author_yes_at__isnull=False, member_yes_at__isnull=False),
                name="answer_joined_by_two_yeses",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(end=""), name="answer_open")]

    def __str__(self):
        return f"answer-{self.pk}"

    def side_of(self, user) -> Side:
        """On which side `user`, who is one of the two, stands."""
        return Side.AUTHOR if user.pk == self.author_id else Side.MEMBER

    def card_of(self, side: Side) -> dict:
        """What is told of `side` before both said yes, see `identities.card_without_identity`."""
        return self.author_card if side == Side.AUTHOR else self.member_card

    @property
    def begun_by(self) -> Side:
        """The side that began, and so said yes first."""
        return Side.AUTHOR if self.is_asked else Side.MEMBER

    @property
    def writer(self) -> User | None:
        """Who wrote `reason`; None when they were erased."""
        return self.author if self.is_asked else self.member

    @property
    def is_agreed(self) -> bool:
        """Whether both said yes, as far as this row knows; what shows who they are asks the database."""
        return not self.end and self.author_yes_at is not None and self.member_yes_at is not None

    @property
    def has_ended(self) -> str:
        """How it ended, also where only time, or its offer or request, did that and nobody noted it yet; or nothing."""
        if self.end or self.is_agreed:
            return self.end
        if self.opportunity is None or self.opportunity.live_id is None:
            return self.End.STOPPED
        return self.End.EXPIRED if self.expires_at <= timezone.now() else ""

    @property
    def standing(self) -> str | Promise:
        """How it stands now, in words for staff."""
        if self.is_agreed:
            return _("both sides have agreed")
        return self.End(self.has_ended).label if self.has_ended else _("open")

    @property
    def is_open(self) -> bool:
        """Whether a yes can still be said."""
        return not (self.is_agreed or self.has_ended)
