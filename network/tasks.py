"""Background work that belongs to the whole site and to no room."""

from celery import shared_task
from django.core.mail import mail_admins

from network import health


@shared_task(autoretry_for=(OSError,), retry_backoff=60, max_retries=5, expires=86400)
def tell_admins(subject, text):
    """Mail ADMINS. A mail server that does not answer is tried again for half an hour; the log has the line."""
    mail_admins(subject, text)


@shared_task(expires=60)
def note_heartbeat():
    """Note that a worker lives. The beat notes itself when it asks for this."""
    health.note("worker")
