"""What follows when time passes. What closes does so by itself; here its author hears of it before."""

from celery import shared_task

from network.exchange import notices, telling


@shared_task(expires=3600)
def remind_of_closing():
    """Have authors told whose offers and requests close soon."""
    notices.remind()


@shared_task(expires=3600)
def tell_daily():
    """Note which answers have ended, and have people told of what they were not told yet."""
    telling.tell_daily()


@shared_task(expires=3600)
def delete_expired():
    """Delete answers that ended long ago."""
    telling.delete_expired()
