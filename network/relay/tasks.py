"""What ended long ago is erased."""

from celery import shared_task

from network.relay.models import Conversation


@shared_task(expires=3600)
def delete_expired():
    """Erase conversations that ended long ago."""
    Conversation.objects.idle().delete()
