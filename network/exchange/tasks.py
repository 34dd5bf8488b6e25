"""What follows when time passes: what closes does so by itself; here people hear of it, and what is old is deleted."""

from celery import shared_task

from network.exchange import notices, responding, telling
from network.exchange.agreements import agreeing, evaluating


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
    """Delete exchanges that were over long ago, and answers that ended long ago."""
    agreeing.delete_expired()
    telling.delete_expired()


@shared_task(expires=3600)
def look_after_exchanges():
    """End what a side has left, remind of proposals, and ask what came of what is done."""
    agreeing.end_left()
    agreeing.remind()
    evaluating.ask()


@shared_task(expires=3600)
def count_responses():
    """Count how soon members usually answer."""
    responding.count()
