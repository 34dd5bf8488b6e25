"""The letter to moderators when something has waited too long: once a working day, and never when nothing has."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.accounts.roles import Role
from network.mail import letter_to
from network.moderation import queue
from network.moderation.deadlines import SATURDAY


def remind(now=None) -> int:
    """Write to every moderator what is overdue at `now`, in their language; return how many letters left."""
    now = now or timezone.now()
    late = [line for line in queue.waiting(now) if line.late]
    if not late or now.weekday() >= SATURDAY:
        return 0
    moderators = User.objects.filter(groups__name=Role.MODERATOR, is_active=True, is_staff=True)
    for moderator in moderators:
        with translation.override(moderator.language):
            letter(moderator, late, now).send()
    return len(moderators)


def letter(moderator, late, now) -> EmailMessage:
    """The letter about the lines `late` in the current language; no record is named, headings may be names."""
    context = {"late": late, "now": now, "queue": settings.ORIGIN + reverse("admin:moderation_record_changelist")}
    subject = _("Something has waited too long for a decision")
    return letter_to(moderator, subject, "moderation/emails/overdue.txt", context)
