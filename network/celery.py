"""The Celery application; each room's tasks live in its `tasks.py`."""

import logging
import os

from celery import Celery
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")

app = Celery("network")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def knock(task, *args):
    """Ask a worker to run `task` now. A lost knock is no loss: the beat finds what is undone in the database."""
    try:
        task.delay(*args)
    except OperationalError:
        logger.warning("The broker cannot be reached; %s waits for the next beat.", task.name)
