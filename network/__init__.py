"""The site, and what all of its content shares."""

from network.celery import app as celery_app

__all__ = ["celery_app"]
