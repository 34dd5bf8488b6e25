"""The letter that tells an author what was decided."""

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from network.mail import letter_to


@transaction.atomic
def send_letter(decision_id):
    """Write to the author about a decision, in their language; do nothing when that was done before.

    The subject names neither a person nor a topic: it may be read over somebody's shoulder.
    """
    decisions = apps.get_model("moderation", "Decision").objects.select_related("record__author")
    decision = decisions.select_for_update(of=("self",)).get(pk=decision_id)
    if decision.letter_sent_at:
        return
    author = decision.record.author
    if decision.by_id != author.pk:
        with translation.override(author.language):
            letter(decision).send()
    decision.letter_sent_at = timezone.now()
    decision.save(update_fields=["letter_sent_at"])


def preview(record, action, *, grounds=(), reason="") -> EmailMessage:
    """The letter that deciding `action` about `record` would send, in the author's language."""
    decision = apps.get_model("moderation", "Decision")(
        record=record, action=action, grounds=list(grounds), reason=reason
    )
    with translation.override(record.author.language):
        return letter(decision)


def letter(decision) -> EmailMessage:
    """The letter about `decision` in the current language, not sent yet."""
    context = {
        "decision": decision,
        "record": decision.record,
        "address": settings.ORIGIN + _where_to_go_on(decision),
    }
    subject = " ".join(render_to_string("moderation/emails/decision_subject.txt", context).split())
    return letter_to(decision.record.author, subject, "moderation/emails/decision.txt", context)


def _where_to_go_on(decision):
    """Where the author acts on `decision`: where they write, or where they can only object."""
    is_open = decision.action not in decision.TAKES_TWO
    return decision.record.specific.get_edit_url() if is_open else reverse("dashboard")
