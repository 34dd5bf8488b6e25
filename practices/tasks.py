"""Background work of the room."""

from celery import shared_task

from practices import answering


@shared_task(expires=3600)
def forget_addresses() -> None:
    """Forget the addresses of those who need not be asked any more."""
    answering.forget_addresses()
