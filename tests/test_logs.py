"""The logs: enough to see what happened and who did it, and nothing that anybody typed."""

import json
import logging
import sys
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    DisallowedRedirect,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.test import Client
from django.urls import path, reverse

from network import logs
from network.logs import ErrorMail, JsonFormatter, SafeFormatter
from network.urls import urlpatterns as real
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

CANARY = "zq-log-canary"


@pytest.fixture
def json_lines():
    """What a machine would be sent, line by line."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(JsonFormatter().format(record))

    handler, loggers = Keep(), [logging.getLogger(name) for name in ("django", "network")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield written
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.fixture
def broken(settings):
    """A client of a portal with one page that fails over what was typed."""

    def view(request, token=""):
        raise ValueError(f"{request.POST.get('password')} {token}")

    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("u-<str:token>/", view, name="broken"), *real]})
    settings.ADMINS = [("", "operator@example.org")]
    return Client(raise_request_exception=False)


def test_an_error_is_logged_and_mailed_without_what_was_typed(broken, json_lines):
    broken.post(f"/u-{CANARY}/?q={CANARY}", {"password": CANARY, "text": CANARY})
    (letter,) = mail.outbox
    assert "ValueError" in letter.subject
    assert "test_logs.py" in letter.body
    assert "broken" in letter.body
    assert json_lines
    assert CANARY not in letter.body + letter.subject + "".join(json_lines)


def test_plain_lines_keep_the_same_rule():
    try:
        raise ValueError(CANARY)
    except ValueError:
        record = logging.makeLogRecord({"msg": "It failed.", "exc_info": sys.exc_info(), "levelname": "ERROR"})
    line = SafeFormatter().format(record)
    assert "It failed." in line
    assert "ValueError" in line
    assert CANARY not in line


def test_a_refused_request_names_the_page_and_the_person(json_lines, as_user, editor):
    as_user(editor).get(reverse("admin:moderation_record_changelist"))
    line = json.loads(json_lines[-1])
    assert line["message"] == "403 GET admin:moderation_record_changelist"
    assert line["user"] == editor.pk
    assert line["time"].endswith("+00:00")


def test_a_forged_line_is_one_line_still(json_lines):
    logging.getLogger("network").warning("one\nERROR forged")
    assert "\n" not in json_lines[-1]
    assert json.loads(json_lines[-1])["message"] == "one\nERROR forged"


def test_sign_ins_and_failed_ones_are_there_by_number(json_lines, client):
    person = UserFactory(email=f"{CANARY}@example.org")
    person.set_password("granite-harbour-violet")
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    for password in ("wrong-password-1", "granite-harbour-violet"):
        client.post(reverse("account_login"), {"login": person.email, "password": password})
    client.post(reverse("account_logout"))
    events = [(line["event"], line["user"]) for line in map(json.loads, json_lines) if "event" in line]
    assert events == [("sign-in-failed", person.pk), ("sign-in", person.pk), ("sign-out", person.pk)]
    assert CANARY not in "".join(json_lines)


def test_whoever_signs_out_leaves_nothing_in_the_browser(as_user):
    response = as_user(UserFactory()).post(reverse("account_logout"))
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_line_without_a_request_is_mailed_as_well(settings):
    settings.ADMINS = [("", "operator@example.org")]
    ErrorMail().emit(logging.makeLogRecord({"name": "network", "levelname": "ERROR", "msg": "A task failed."}))
    assert "A task failed." in mail.outbox[0].body


class TestErrorMail:
    """ADMINS are told once an hour of each kind, by a worker; whoever probes makes no mail at all."""

    @pytest.fixture(autouse=True)
    def _operator(self, settings):
        settings.ADMINS = [("", "operator@example.org")]

    def test_forty_failures_of_one_kind_are_one_letter_and_another_kind_is_another(self, broken):
        for number in range(40):
            broken.get(f"/u-{number}/")
        assert len(mail.outbox) == 1
        ErrorMail().emit(logging.makeLogRecord({"name": "network", "levelname": "ERROR", "msg": "A task failed."}))
        assert len(mail.outbox) == 2

    def test_an_hour_later_it_is_told_again(self, broken, monkeypatch):
        seconds = []
        monkeypatch.setattr(logs, "cache", SimpleNamespace(add=lambda key, value, timeout: seconds.append(timeout)))
        broken.get("/u-x/")
        assert seconds == [3600]

    @pytest.mark.parametrize("host", ["elsewhere.example", "portal.example:4444", "a b", "-", "[::1"])
    def test_a_wrong_host_is_nobodys_failure(self, client, settings, host):
        settings.ALLOWED_HOSTS = ["portal.example.org"]
        assert client.get("/en/", headers={"host": host}).status_code == 400
        assert mail.outbox == []

    @pytest.mark.parametrize("error", [SuspiciousOperation, DisallowedRedirect, TooManyFieldsSent, BadRequest])
    def test_nor_is_whatever_else_is_refused(self, answer_with, error):
        def refuse(request):
            raise error

        answer_with(refuse)
        assert Client(raise_request_exception=False).get("/leak/").status_code == 400
        assert mail.outbox == []

    def test_a_mail_server_that_is_down_takes_no_page_with_it(self, broken, monkeypatch):
        asked = []
        monkeypatch.setattr(logs, "send", lambda *task: asked.append(task[0]) or True)
        assert broken.get("/u-x/").status_code == 500
        assert (asked, mail.outbox) == (["network.tasks.tell_admins"], [])

    @pytest.mark.parametrize("part", ["cache", "send"])
    def test_where_cache_or_broker_fail_the_line_in_the_log_is_all(self, broken, monkeypatch, json_lines, part):
        monkeypatch.setattr(logs, part, None)
        assert broken.get("/u-x/").status_code == 500
        assert "ValueError" in "".join(json_lines)
        assert mail.outbox == []

    def test_what_the_broker_did_not_take_is_told_when_it_is_back(self, broken, monkeypatch):
        with monkeypatch.context() as down:
            down.setattr(logs, "send", lambda *task: False)
            broken.get("/u-x/")
        broken.get("/u-x/")
        assert len(mail.outbox) == 1

    def fail(self, error, name="django.request"):
        """Log `error` as it was raised."""
        try:
            raise error
        except type(error):
            parts = {"name": name, "levelname": "ERROR", "msg": "It failed.", "exc_info": sys.exc_info()}
            ErrorMail().emit(logging.makeLogRecord(parts))

    def test_one_kind_is_told_once_an_hour(self, monkeypatch):
        for _number in range(5):
            self.fail(ValueError("x"))
        assert [letter.subject for letter in mail.outbox] == ["[Expert Network] ERROR: ValueError"]
        cache.clear()
        self.fail(ValueError("x"))
        assert len(mail.outbox) == 2

    def test_another_kind_is_told_as_well(self):
        for error in (ValueError("x"), KeyError("x"), ValueError("y")):
            self.fail(error)
        assert len(mail.outbox) == 2

    def test_a_request_that_was_refused_is_told_to_nobody(self):
        self.fail(DisallowedHost("[::1"), name="django.security.DisallowedHost")
        assert mail.outbox == []
