"""When a moderator is not offered to correct misprints."""

from django.utils.translation import gettext

from network.moderation.models import OF_YOUR_OWN, Proposal, Status


def why_not_corrected(record, name, moderator):
    """Why `moderator` cannot correct the field `name` of `record` now; empty where they can. `Steps.correct` checks."""
    if record.author_id == moderator.pk:
        return OF_YOUR_OWN
    if record.status != Status.SUBMITTED:
        status = record.get_status_display()
        return gettext("Only what waits for a decision can be corrected. Status of this record: %(status)s.") % {
            "status": status
        }
    if Proposal.objects.filter(record=record.pk).exists():
        return gettext("A refusal of this text awaits confirmation, so the text must stay as it is.")
    if not getattr(record, name):
        return gettext("This answer is empty, so there is nothing to correct.")
    return ""
