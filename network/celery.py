"""The Celery application; each room's tasks live in its `tasks.py`."""

import logging
import os

import pghistory
from celery import Celery, Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")


class AuditedTask(Task):
    """A task that is named in each event of the audit trail that it causes."""

    def __call__(self, *args, **kwargs):
        with pghistory.context(task=self.name):
            return super().__call__(*args, **kwargs)


app = Celery("network", task_cls=AuditedTask, include=["network.tasks"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def knock(name, *args):
    """Ask a worker to run the task `name` (its dotted path) with `args`, once the present transaction is committed.

    Tasks are named, not imported, so that models need not import what imports them. A lost knock is no loss: the
    beat finds what is undone in the database.
    """
    transaction.on_commit(lambda: send(name, *args))


def send(name, *args) -> bool:
    """Ask a worker to run the task `name` with `args` now, whatever becomes of the present transaction.

    Returns whether the broker took it; after three seconds without an answer it counts as down.
    """
    try:
        app.signature(name, args=args).delay()
    except OperationalError:
        logger.warning("The broker cannot be reached; %s was not asked for.", name)
        return False
    return True
