"""Letters that say that there is something to read."""

from celery import shared_task

from network.relay import emails
from network.relay.models import Conversation, Writing


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def notify(pk):
    """Tell the other side of writing `pk`, once."""
    emails.notify(pk)


@shared_task(expires=30)
def notify_forgotten():
    """Send the letters whose knock was lost."""
    writings = Writing.objects.filter(notified_at__isnull=True)
    for pk in writings.values_list("pk", flat=True)[:100]:
        emails.notify(pk)


@shared_task(expires=3600)
def forget():
    """Erase conversations that ended long ago."""
    Conversation.objects.idle().delete()
