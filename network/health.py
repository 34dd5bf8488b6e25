"""What the portal needs, and whether it is there.

Without an essential part requests fail, so a balancer should ask another replica. Without a supporting part something
is late (letters, for example) while pages are read as before. Each check gives up within seconds.
"""

import logging
from datetime import timedelta
from functools import cache as once
from typing import NamedTuple

from celery.signals import before_task_publish
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from network import storage
from network.alerts import breaker
from network.alerts.models import Message, Run, State
from network.celery import app
from network.keys import new_key
from network.notices.models import Notice
from network.notices.models import State as NoticeState

logger = logging.getLogger(__name__)

HEARTBEAT = "network.tasks.note_heartbeat"
# The beat asks for a heartbeat twice a minute; after so long without one, beat or worker count as dead.
SILENCE = timedelta(minutes=3)
# Mail that could have left leaves within minutes.
LATE = timedelta(minutes=30)
# A file that every page needs.
STYLES = "portal.css"


class Missing(Exception):
    """A part is not as it must be."""


class Report(NamedTuple):
    """The names of essential and of supporting parts that are missing."""

    failing: list[str]
    degraded: list[str]

    @property
    def status(self) -> str:
        """In one word."""
        return "failing" if self.failing else "degraded" if self.degraded else "ready"


def report() -> Report:
    """Look at every part now, except at one that needs another one which is missing."""
    missing = []
    for name, check in {**ESSENTIAL, **SUPPORTING}.items():
        if NEEDS.get(name) not in missing and not _passes(name, check):
            missing.append(name)
    return Report([name for name in missing if name in ESSENTIAL], [name for name in missing if name in SUPPORTING])


def note(name):
    """Note that the process `name` ("beat" or "worker") lives."""
    cache.set(f"alive:{name}", timezone.now(), SILENCE.total_seconds())


@before_task_publish.connect(sender=HEARTBEAT)
def _note_beat(**_signal):
    note("beat")


def _passes(name, check):
    try:
        check()
    except Exception as error:
        logger.warning("The part %s is missing: %s", name, type(error).__name__)
        return False
    return True


def _check_database():
    """Through a connection of its own: that of the request may wait for a frozen server without end."""
    fresh = connection.copy()
    fresh.settings_dict["OPTIONS"] = {**fresh.settings_dict["OPTIONS"], "connect_timeout": 2}
    try:
        with fresh.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        fresh.close()


@once
def _migrations():
    return frozenset(MigrationLoader(None).disk_migrations)


def _check_migrations():
    if _migrations().difference(MigrationRecorder(connection).applied_migrations()):
        raise Missing


def _check_cache():
    value = new_key()
    cache.set("health", value, 10)
    # Another replica may look at the same moment.
    if cache.get("health") is None:
        raise Missing


def _check_static():
    files = staticfiles_storage
    if isinstance(files, ManifestFilesMixin) and not files.exists(files.stored_name(STYLES)):
        raise Missing


def _check_broker():
    options = {**app.conf.broker_transport_options, "socket_timeout": 1.5}
    with app.connection_for_write(transport_options=options) as broker:
        broker.ensure_connection(max_retries=1, timeout=1)


def _check_alive(name):
    if cache.get(f"alive:{name}") is None:
        raise Missing


def _check_outbox():
    """Whether bulk mail waits that may leave: neither paused nor held, nor above the quota of a day."""
    late = Message.objects.filter(state=State.PENDING, not_before__lt=timezone.now() - LATE)
    late = late.exclude(run__state__in=[Run.State.HELD, Run.State.STOPPED])
    if late.exists() and breaker.allows():
        raise Missing


def _check_notices():
    if Notice.objects.filter(state=NoticeState.PENDING, next_attempt_at__lt=timezone.now() - LATE).exists():
        raise Missing


ESSENTIAL = {
    "database": _check_database,
    "migrations": _check_migrations,
    "cache": _check_cache,
    "storage": storage.check_writable,
    "static": _check_static,
}
SUPPORTING = {
    "broker": _check_broker,
    "beat": lambda: _check_alive("beat"),
    "worker": lambda: _check_alive("worker"),
    "outbox": _check_outbox,
    "notices": _check_notices,
}
NEEDS = {"migrations": "database", "outbox": "database", "notices": "database", "beat": "cache", "worker": "cache"}
