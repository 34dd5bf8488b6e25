"""An inquiry, its answer, and how long both are kept."""

from datetime import timedelta

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.languages import Language
from network.notices import outbox

User = settings.AUTH_USER_MODEL
KEPT = timedelta(days=365)
# Answers are promised within as many working days.
ANSWER_DAYS = 5


class AlreadyEnded(Exception):
    """Someone else has answered or closed the inquiry."""


class Subject(models.TextChoices):
    """What an inquiry is about; staff sort by it."""

    QUESTION = "question", _("A question about the network")
    JOINING = "joining", _("Joining the network")
    CONTENT = "content", _("Something here is wrong, unsafe or should not be public")
    ACCESSIBILITY = "accessibility", _("Accessibility: something is hard or impossible to use")
    DATA = "data", _("Data protection: my personal data")
    TECHNICAL = "technical", _("A technical problem")


class InquiryQuerySet(models.QuerySet):
    """Questions about inquiries."""

    def waiting(self):
        """Those that nobody has answered or closed."""
        return self.filter(ended_at__isnull=True)

    def expired(self):
        """Those that ended so long ago that nobody needs them."""
        return self.filter(ended_at__lt=timezone.now() - KEPT)


@pghistory.track(fields=["subject", "ended_at", "ended_by"], model_name="InquiryEvent")
class Inquiry(models.Model):
    """What someone asks the staff. `user` is who was signed in; `email` is where the answer goes."""

    subject = models.CharField(_("subject"), max_length=13, choices=Subject.choices)
    text = models.TextField(_("message"), max_length=4000)
    page = models.CharField(_("page concerned"), max_length=500, blank=True)
    email = models.EmailField(_("email address"), max_length=254)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", verbose_name=_("account"))
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    answer = models.TextField(_("answer"), max_length=8000, blank=True)
    ended_at = models.DateTimeField(_("answered or closed"), null=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="") | Q(ended_at__isnull=False), name="answered_inquiry_has_ended"
            ),
        ]
        indexes = [models.Index(fields=["received_at"], condition=Q(ended_at__isnull=True), name="inquiry_waiting")]

    def __str__(self):
        return f"inquiry-{self.pk}"

    @transaction.atomic
    def end(self, by, answer=""):
        """Send `answer` to whoever asked, or close the inquiry without one. Raises AlreadyEnded."""
        ended = Inquiry.objects.waiting().filter(pk=self.pk)
        if not ended.update(answer=answer, ended_at=timezone.now(), ended_by=by):
            raise AlreadyEnded
        if answer:
            outbox.put("contact.answer", self.pk, self.user, address=self.email)
