"""Letters about decisions leave in the background."""

from contextlib import suppress

from celery import shared_task
from django.apps import apps

from network.moderation import emails


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def send_letter(decision_id):
    """Send the author the letter about a decision, once."""
    emails.send_letter(decision_id)


@shared_task(expires=30)
def send_forgotten_letters():
    """Send the letters whose knock was lost."""
    decisions = apps.get_model("moderation", "Decision").objects
    for decision_id in decisions.filter(letter_sent_at__isnull=True).values_list("pk", flat=True)[:100]:
        # One address that is refused must not hold up the others.
        with suppress(OSError):
            emails.send_letter(decision_id)


@shared_task(expires=3600)
def remind():
    """Tell moderators what is overdue."""
    # Models are not loaded yet when Record imports this module.
    from network.moderation import reminders

    reminders.remind()


@shared_task(expires=3600)
def ask_whether_still_correct():
    """Write to the authors of what has aged."""
    from network.moderation import freshness

    freshness.ask()
