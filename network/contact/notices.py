"""The answer to an inquiry, and the reminder that some wait."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.accounts.models import User
from network.accounts.roles import Role
from network.contact.models import ANSWER_DAYS, Inquiry
from network.moderation.deadlines import SATURDAY, overdue_before
from network.notices import outbox
from network.notices.letters import Letter, button, paragraph, quote, renders


@renders("contact.answer")
def answer(notice) -> Letter | None:
    """The words of the staff; not those of the inquiry, because anyone can enter anyone's address there."""
    inquiry = Inquiry.objects.filter(pk=notice.about).exclude(answer="").first()
    if inquiry is None:
        return None
    return Letter(
        subject=_("Expert Network: answer to your message"),
        parts=(
            paragraph(_("You wrote to the South-South CT/PVE Expert Network. This is our answer:")),
            quote(inquiry.answer),
            paragraph(_("To write to us again, use the contact page:")),
            button(_("Contact the network"), reverse("contact")),
        ),
        why=_("You get this email because someone, probably you, wrote to us and gave this address."),
    )


def remind(now: datetime | None = None) -> int:
    """Have every moderator told if an inquiry is overdue at `now`, on working days; return how many they are."""
    now = now or timezone.now()
    if now.weekday() >= SATURDAY or not _overdue(now).exists():
        return 0
    moderators = User.objects.filter(groups__name=Role.MODERATOR, is_active=True, is_staff=True)
    for moderator in moderators:
        outbox.put("contact.overdue", now.date(), moderator)
    return len(moderators)


@renders("contact.overdue")
def overdue(notice) -> Letter | None:
    """Tell a moderator how many inquiries wait too long; not when none does any longer."""
    count = _overdue(timezone.now()).count()
    if not count:
        return None
    text = ngettext(
        "%(count)d message to the network has waited longer than five working days.",
        "%(count)d messages to the network have waited longer than five working days.",
        count,
    )
    return Letter(
        subject=_("Expert Network: messages overdue for an answer"),
        parts=(
            paragraph(text % {"count": count}),
            button(_("Answer the messages"), reverse("admin:contact_inquiry_changelist") + "?status=waiting"),
        ),
        why=_("You get this email because you are a moderator of the network."),
    )


def _overdue(now):
    return Inquiry.objects.waiting().filter(received_at__lt=overdue_before(now, ANSWER_DAYS))
