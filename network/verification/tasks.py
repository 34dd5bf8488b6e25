"""What focal points are told of once a day."""

from celery import shared_task

from network.verification import endorsing


@shared_task(expires=3600)
def remind():
    """Have focal points told which of their endorsements end within a month."""
    endorsing.remind()
