"""What the two sides of an adoption say of a report."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.keys import new_key
from practices.models.adoption import Adoption
from practices.sides import Answer, Side


class SideAnswerQuerySet(models.QuerySet):
    """Questions about what the sides are asked."""

    def open(self):
        """Those that wait for an answer, or for another one; perhaps their time is over."""
        return self.filter(Q(answered_at__isnull=True) | Q(is_asked_again=True))


@pghistory.track(fields=["adoption", "side", "answer", "expires_at"], model_name="SideAnswerEvent")
class SideAnswer(models.Model):
    """A question to one side about one text, and the answer, which is given once, and once more when it is asked again.

    The person is known by their account, or else by nothing but a keyed hash of their mailbox, so that nobody can
    speak for both sides.
    """

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="answers")
    side = models.CharField(_("side"), max_length=7, choices=Side.choices)
    text_digest = models.CharField(max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    mailbox = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    deadline = models.DateTimeField(_("deadline"))
    expires_at = models.DateTimeField(_("expires"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    answer = models.CharField(_("answer"), max_length=9, choices=Answer.choices, blank=True)
    remark = models.CharField(_("reason"), max_length=300, blank=True)
    shows_institution = models.BooleanField(default=False)
    # Of the adopting side: that the address may be kept, so that it can be asked about a later text.
    may_be_asked_again = models.BooleanField(default=False)
    # That the reporter speaks for another side than when this was answered; the answer counts until there is another.
    is_asked_again = models.BooleanField(default=False)

    objects = SideAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about an adoption")
        verbose_name_plural = _("answers about adoptions")
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "side", "text_digest"],
                condition=~Q(answer=Answer.NOT_ME),
                name="one_answer_of_a_side",
            ),
            models.UniqueConstraint(
                fields=["adoption", "text_digest", "mailbox"],
                condition=~Q(mailbox=""),
                name="one_side_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="answer_with_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(is_asked_again=False) | Q(answered_at__isnull=False), name="asked_again_after_an_answer"
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.DISAGREED) | ~Q(remark="") | Q(user__isnull=True, mailbox=""),
                name="disagreement_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.adoption}: {self.get_side_display()}"
