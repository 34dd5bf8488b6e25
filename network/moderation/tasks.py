"""Background work of moderation: letters about decisions, reminders, and the index written anew."""

from contextlib import suppress

from celery import shared_task

from network.celery import knock
from network.moderation import emails, freshness, rebuilding, reminders
from network.moderation.models import Decision


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def send_letter(decision_id):
    """Send the author the letter about a decision, once."""
    emails.send_letter(decision_id)


@shared_task(expires=30)
def send_forgotten_letters():
    """Send the letters whose knock was lost."""
    for decision_id in Decision.objects.filter(letter_sent_at__isnull=True).values_list("pk", flat=True)[:100]:
        # One address that is refused must not hold up the others.
        with suppress(OSError):
            emails.send_letter(decision_id)


@shared_task(expires=3600)
def remind():
    """Tell moderators what is overdue."""
    reminders.remind()


@shared_task(expires=3600)
def ask_whether_still_correct():
    """Write to the authors of what has aged."""
    freshness.ask()


@shared_task(expires=60)
def rebuild_index():
    """Write entries anew where that was asked for; what does not fit into the time of a task goes on in the next."""
    rebuilding.ask_if_outdated()
    if rebuilding.run_waiting():
        knock(rebuild_index.name)
