"""The letter to moderators when something has waited too long: once a working day, and never when nothing has."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, Min
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.accounts.roles import Role
from network.catalogue.kinds import Kind
from network.moderation.deadlines import SATURDAY, overdue_before
from network.moderation.models import Record


def remind(now=None) -> int:
    """Write to every moderator what is overdue at `now`, in their language; return how many letters left."""
    now = now or timezone.now()
    late = Record.objects.waiting().filter(submitted_at__lte=overdue_before(now)).order_by()
    rows = list(late.values("kind").annotate(count=Count("pk"), oldest=Min("submitted_at")).order_by("oldest"))
    if not rows or now.weekday() >= SATURDAY:
        return 0
    moderators = User.objects.filter(groups__name=Role.MODERATOR, is_active=True, is_staff=True)
    for moderator in moderators:
        with translation.override(moderator.language):
            letter(moderator, rows, now).send()
    return len(moderators)


def letter(moderator, rows, now) -> EmailMessage:
    """The letter in the current language. It names no record: headings may be names of people."""
    overdue = [{"label": Kind(row["kind"]).label, **row} for row in rows]
    queue = settings.ORIGIN + reverse("admin:moderation_record_changelist")
    return EmailMessage(
        subject=_("Something has waited too long for a decision"),
        body=render_to_string("moderation/emails/overdue.txt", {"overdue": overdue, "queue": queue, "now": now}),
        to=[moderator.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
