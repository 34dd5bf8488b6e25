"""Background work of moderation: reminders, questions whether something is still correct, the index written anew."""

from contextlib import suppress

from celery import shared_task

from network.celery import knock
from network.moderation import confirmations, notices, openings, rebuilding, unsaved
from network.moderation.deadlines import overdue_before
from network.moderation.models import NotPossible, Record


@shared_task(expires=3600)
def remind() -> None:
    """Have moderators told what is overdue."""
    notices.remind()


@shared_task(expires=3600)
def ask_whether_still_correct() -> None:
    """Have the authors of what has aged asked."""
    confirmations.ask()


@shared_task(expires=3600)
def lapse_proposals() -> None:
    """Let be what no second moderator has confirmed in time."""
    for record in Record.objects.filter(proposal__at__lte=overdue_before()):
        # Somebody decides it at this moment; if not, the next beat finds it.
        with suppress(NotPossible):
            record.specific.lapse_proposal()


@shared_task(expires=60)
def rebuild_index() -> None:
    """Write entries anew where that was asked for; what does not fit into the time of a task goes on in the next."""
    rebuilding.ask_if_outdated()
    if rebuilding.run_waiting():
        knock(rebuild_index.name)


@shared_task(expires=3600)
def delete_expired() -> None:
    """Forget what was typed and never saved, and how often records were read long ago."""
    unsaved.delete_expired()
    openings.delete_expired()
