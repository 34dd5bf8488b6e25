"""That somebody answers an offer or a request, or is asked by its author: a row with two yeses.

Who the two are is put together in one place only, and only after both said yes.
"""

from datetime import timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.exchange.models.opportunities import Opportunity
from network.keys import new_key
from network.relay.models import Conversation


@pghistory.track(
    fields=["opportunity", "author", "member", "author_yes_at", "member_yes_at", "ended_at", "end"],
    model_name="AnswerEvent",
)
class Answer(models.Model):
    """`author` made the offer or request, `member` answers it or was asked. Each side has said yes, or not yet.

    `reason` is what the side that began says to the other. While `end` is empty and one yes is missing, it is open.
    """

    OPEN_FOR = timedelta(days=14)
    REMINDED_AFTER = timedelta(days=7)

    class End(models.TextChoices):
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")
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
    # The key of the profile of `member`: its entries say what may be shown of it.
    profile = models.CharField(max_length=22, blank=True)
    # Empty where the member answers for themselves.
    institution = models.CharField(_("on behalf of"), max_length=250, blank=True)
    reason = models.TextField(_("reason"), max_length=600, blank=True)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    author_yes_at = models.DateTimeField(null=True)
    member_yes_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(_("expires"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(_("how it ended"), max_length=9, choices=End.choices, blank=True)
    conversation = models.OneToOneField(Conversation, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
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
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(end=""), name="answer_open")]

    def __str__(self):
        return f"answer-{self.pk}"
