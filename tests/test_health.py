"""`/healthz` and `/readyz` tell the truth about each part, in time, and details to whom they concern."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from celery.beat import ScheduleEntry, Scheduler
from django.conf import settings as portal
from django.core.cache import caches
from django.db import connection, connections
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from kombu.exceptions import OperationalError

from network import health, storage
from network.alerts.models import MailSwitch, Message
from network.celery import app, send
from network.notices.models import Notice
from network.tasks import note_heartbeat
from tests import production
from tests.ports import silent_port

pytestmark = pytest.mark.django_db

GOOD = {"status": "ready", "failing": [], "degraded": []}


@pytest.fixture
def alive():
    health.note("beat")
    health.note("worker")


def ready(client, **options):
    answer = client.get("/readyz", **options)
    return answer.status_code, answer.json()


def fail():
    raise OSError("secret-of-the-server")


class TestAnswers:
    def test_the_process_is_up_and_needs_nothing_for_that(self, client, monkeypatch):
        monkeypatch.setattr(type(connections["default"]), "connect", fail)
        assert client.get("/healthz").content == b"ok"

    def test_everything_is_there(self, client, alive):
        assert ready(client) == (200, GOOD)

    @pytest.mark.parametrize("part", health.ESSENTIAL)
    def test_without_an_essential_part_a_balancer_asks_another_replica(self, client, alive, monkeypatch, part):
        monkeypatch.setitem(health.ESSENTIAL, part, fail)
        status, told = ready(client)
        assert (status, told["status"], told["failing"]) == (503, "failing", [part])

    @pytest.mark.parametrize("part", health.SUPPORTING)
    def test_without_a_supporting_part_pages_are_answered_and_whoever_watches_is_told(
        self, client, alive, monkeypatch, part
    ):
        monkeypatch.setitem(health.SUPPORTING, part, fail)
        assert ready(client) == (200, {"status": "degraded", "failing": [], "degraded": [part]})
        assert client.get("/readyz?strict").status_code == 503

    def test_what_needs_a_missing_part_is_not_waited_for(self, monkeypatch):
        for part in ("database", "cache"):
            monkeypatch.setitem(health.ESSENTIAL, part, fail)
        assert health.report() == (["database", "cache"], [])

    def test_details_are_for_those_who_run_the_portal_and_hold_no_secret(self, client, monkeypatch, settings):
        monkeypatch.setitem(health.ESSENTIAL, "database", fail)
        assert ready(client, REMOTE_ADDR="192.0.2.1") == (503, {"status": "failing"})
        settings.HEALTH_NETWORKS = [ip_network("192.0.2.0/24")]
        answer = client.get("/readyz", REMOTE_ADDR="192.0.2.1")
        assert answer.json()["failing"][0] == "database"
        assert "secret" not in answer.content.decode()

    def test_no_transaction_is_wrapped_around_them(self):
        for address in ("/healthz", "/readyz"):
            assert "default" in resolve(address).func._non_atomic_requests

    def test_a_database_that_cannot_be_reached_is_named_and_is_no_error(self, alive, monkeypatch):
        monkeypatch.setitem(connections["default"].settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connections["default"].settings_dict, "PORT", 9)
        status, told = ready(Client(raise_request_exception=False))
        assert (status, told["failing"]) == (503, ["database"])


class TestParts:
    def test_a_migration_that_was_not_applied(self):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts' AND name LIKE '0001%'")
        assert health.report().failing == ["migrations"]

    def test_a_cache_that_keeps_nothing(self, settings):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
        assert health.report().failing == ["cache"]

    def test_a_storage_that_takes_nothing(self, monkeypatch):
        def full(*args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(storage.PrivateStorage, "_save", full)
        assert health.report().failing == ["storage"]

    def test_a_storage_that_is_looked_at_is_left_as_it_was(self):
        storage.check_writable()
        assert storage.private().listdir("")[1] == []

    def test_static_files_that_nobody_collected(self, settings, tmp_path):
        settings.STATIC_ROOT = tmp_path
        settings.STORAGES = {**settings.STORAGES, "staticfiles": MANIFEST}
        assert health.report().failing == ["static"]

    def test_static_files_that_were_deleted_since(self, settings, tmp_path):
        settings.STATIC_ROOT = tmp_path
        settings.STORAGES = {**settings.STORAGES, "staticfiles": MANIFEST}
        (tmp_path / "staticfiles.json").write_text('{"paths": {"portal.css": "portal.1.css"}, "version": "1.1"}')
        (tmp_path / "portal.1.css").write_text("")
        assert health.report().failing == []
        (tmp_path / "portal.1.css").unlink()
        assert health.report().failing == ["static"]

    def test_a_worker_notes_that_it_lives_when_the_beat_asks(self):
        assert health.report().degraded == ["beat", "worker"]
        note_heartbeat.delay()
        assert health.report().degraded == ["beat"]

    def test_the_beat_notes_that_it_lives_when_it_asks_a_worker(self, settings):
        settings.CELERY_TASK_ALWAYS_EAGER = app.conf.task_always_eager = False
        try:
            entry = ScheduleEntry(name="heartbeat", app=app, **portal.CELERY_BEAT_SCHEDULE["heartbeat"])
            with app.connection_for_write(transport="memory") as line:
                scheduler = Scheduler(app, lazy=True)
                scheduler.apply_async(entry, producer=app.amqp.Producer(line), advance=False)
        finally:
            app.conf.task_always_eager = True
        assert health.report().degraded == ["worker"]

    @pytest.mark.parametrize("state", ["pending", "sent", "failed"])
    def test_mail_that_could_have_left_long_ago(self, alive, state):
        long_ago = timezone.now() - health.LATE - timedelta(minutes=1)
        Message.objects.create(kind="digest", state=state, reason="x", not_before=long_ago)
        assert health.report().degraded == (["outbox"] if state == "pending" else [])

    def test_a_small_letter_that_could_have_left_long_ago(self, alive, moderator):
        notice = Notice.objects.create(kind="decision", about="x", user=moderator)
        assert health.report().degraded == []
        Notice.objects.filter(pk=notice.pk).update(next_attempt_at=timezone.now() - health.LATE - timedelta(minutes=1))
        assert health.report().degraded == ["notices"]

    def test_mail_that_somebody_keeps_back_is_not_late(self, alive, moderator):
        long_ago = timezone.now() - health.LATE - timedelta(minutes=1)
        Message.objects.create(kind="digest", not_before=long_ago)
        MailSwitch.objects.update_or_create(pk=1, defaults={"is_paused": True, "by": moderator})
        assert health.report().degraded == []


MANIFEST = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}


class TestServersThatNeverAnswer:
    """Each has a time-out of its own; without one these tests would not end."""

    @pytest.fixture
    def port(self):
        with silent_port() as port:
            yield port

    def test_the_database(self, alive, port, monkeypatch):
        monkeypatch.setitem(connections["default"].settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connections["default"].settings_dict, "PORT", port)
        assert health.report().failing == ["database"]

    def test_the_cache(self, port, settings):
        settings.CACHES = production.settings_with(CACHE_URL=f"rediscache://127.0.0.1:{port}/0")["CACHES"]
        assert health.report().failing == ["cache"]
        with pytest.raises(Exception, match="Timeout"):
            caches["default"].get("x")

    def test_the_broker(self, alive, port, monkeypatch):
        ours = production.settings_with(REDIS_URL=f"redis://127.0.0.1:{port}/0")
        names = ("broker_url", "broker_transport_options", "broker_connection_timeout", "task_publish_retry")
        other = type(app)("silent", set_as_current=False)
        other.conf.update({name: ours[f"CELERY_{name.upper()}"] for name in names})
        monkeypatch.setattr(health, "app", other)
        assert health.report().degraded == ["broker"]
        with pytest.raises(OperationalError):
            other.signature("network.tasks.note_heartbeat").delay()


def test_a_knock_at_a_dead_broker_is_a_line_in_the_log(monkeypatch, lines):
    def refuse(*args, **options):
        raise OperationalError

    monkeypatch.setattr(app, "signature", refuse)
    assert send("network.tasks.note_heartbeat") is False
    assert "network.tasks.note_heartbeat was not asked for" in lines[-1]
