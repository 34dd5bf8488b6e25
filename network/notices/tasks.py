"""The one sender of small letters. It looks for what is due, so a lost or doubled task does no harm."""

from celery import shared_task

from network.notices import gate, outbox, sending


@shared_task(expires=30)
def send() -> None:
    """Send what is due."""
    sending.send()


@shared_task(expires=3600)
def delete_expired() -> None:
    """Erase what has had its time."""
    outbox.delete_expired()
    gate.delete_expired()
