"""What follows when endorsements end, without anybody doing anything."""

from celery import shared_task

from network.verification import endorsing


@shared_task(expires=3600)
def remind():
    """Have focal points told which of their endorsements end within a month."""
    endorsing.remind()


@shared_task(expires=3600)
def show_ended():
    """List records without the endorsements that have ended."""
    endorsing.show_ended()
