"""Copies of people's data are made in the background, and what has had its time is erased."""

from celery import shared_task

from network.accounts import copies, retention


@shared_task
def make_copy(pk):
    """Make one copy."""
    copies.make(pk)


@shared_task(expires=60)
def make_waiting_copies():
    """Make the copies whose knock was lost."""
    copies.make_waiting()


@shared_task(expires=3600)
def delete_expired():
    """Erase what has had its time."""
    retention.delete_expired()
