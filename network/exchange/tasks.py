"""What follows when time passes. What closes does so by itself; here its author hears of it before."""

from celery import shared_task

from network.exchange import notices


@shared_task(expires=3600)
def remind_of_closing():
    """Have authors told whose offers and requests close soon."""
    notices.remind()
