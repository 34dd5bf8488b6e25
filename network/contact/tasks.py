"""Background work of the room."""

from celery import shared_task

from network.contact import notices
from network.contact.models import Inquiry


@shared_task(expires=3600)
def remind() -> None:
    """Have moderators told what waits too long."""
    notices.remind()


@shared_task(expires=3600)
def delete_expired() -> None:
    """Delete inquiries whose time has passed."""
    Inquiry.objects.expired().delete()
