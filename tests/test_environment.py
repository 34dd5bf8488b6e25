"""A typing error in a variable opens nothing: the portal refuses to start and says in one sentence what is wrong."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from network.environment import Environment
from tests.deploy_check import PRODUCTION

READ = "from network import settings"
# For each variable with a closed set or a format: what is refused (never taken for its default), and what is taken.
REFUSED = {
    "PORTAL_MODE": ["prod", "Production", "PRODUCTION", "production ", " production", "demo", "1", "production\n"],
    "PORTAL_ORIGIN": [
        "http://portal.example", "portal.example", "https://", "https://portal.example/", "https://portal.example/x",
        "https:/portal.example", "https://portal_example", "https://a@portal.example", "https://portal.example:x",
        "https://portal.example?x", "HTTPS://portal.example", "https://*",
    ],
    "SECRET_KEY": ["short", " " + "k" * 60],
    "FACTOR_KEYS": ["short", "k" * 60 + ",short", PRODUCTION["SECRET_KEY"]],
    "ALLOWED_HOSTS": ["*", "https://portal.example", "portal.example:443", "a b", "portal..example", "*.example"],
    "DEBUG": ["1", "true", "treu", "2", "enabled"],
    "STAFF_SECOND_FACTOR_REQUIRED": ["ture", "O", "2", "none", "disabled"],
    "TRUSTED_PROXY_COUNT": ["-1", "one", "1.0", "+1", "1_0", "١", "999"],
    "DATABASE_URL": [
        "sqlite:///portal.sqlite3", "mysql://u:p@host/n", "host/name", "postgresql//u@host/n", "postgresql://u@host:x/n",
    ],
    "DATABASE_ROLE": ["portal_web; DROP", "portal web", "Portal", "none -c x=1", "1"],
    "DATABASE_CONN_MAX_AGE": ["-1", "None", "60s"],
    "CACHE_URL": ["locmemcache://", "dummycache://", "filecache:///tmp", "cache:6379", "rediscache://"],
    "REDIS_URL": ["memory://", "amqp://broker", "broker:6379", "redis://", "filesystem://"],
    "EMAIL_URL": ["consolemail://", "dummymail://", "smtps://mail.example", "mail.example:587", "smtp+tsl://mail.example"],
    "BULK_EMAIL_URL": ["filemail:///tmp", "mail.example"],
    "EMAIL_BACKEND": [
        "smtp", "django.core.mail.backends.console.EmailBackend", "django.core.mail.backends.dummy.EmailBackend",
        "network.demo.mailbox.EmailBackend", "anymail.backends.console.EmailBackend",
        "anymail.backends.mailgum.EmailBackend",
    ],
    "DEFAULT_FROM_EMAIL": ["network", "Expert Network", "a@b@c", "network@", "x <network@portal.example> y", "a@b c"],
    "SERVER_EMAIL": ["root", "root@local_host"],
    "ADMINS": ["operator", "a@portal.example;b@portal.example", "Operator <a@portal.example>"],
    "MAIL_DOMAIN": ["mail.portal.example/", "@portal.example", "a b", "https://portal.example"],
    "MAIL_SMTPUTF8": ["maybe"],
    "MAIL_DAILY_QUOTA": ["-5", "200k", "1e3"],
    "MAIL_DOUBT_SECONDS": ["1h", "-1"],
    "ALERT_WINDOW_SECONDS": ["0", "5m"],
    "DIGEST_HOUR": ["24", "5:00", "-1"],
    "DIGEST_REVIEW_SECONDS": ["one hour"],
    "ANYMAIL": ["{", "[]", "user:password", "null"],
    "HEALTH_NETWORKS": ["10.0.0.0/33", "10.0.0.1/8", "all", "*"],
    "SECURITY_CONTACT": ["security@portal.example", "http://portal.example", "mailto:security", "https://"],
    "PORT": ["eighty", "0", "65536"],
    "LOG_LEVEL": ["info", "WARN", "verbose"],
}  # fmt: skip
TAKEN = {
    "PORTAL_ORIGIN": ["https://portal.example:8443", "https://192.0.2.1", "https://[2001:db8::1]"],
    "ALLOWED_HOSTS": ["portal.example,www.portal.example", ".portal.example", "192.0.2.1", "[2001:db8::1]"],
    "FACTOR_KEYS": ["n" * 50, "n" * 50 + ", " + "o" * 50],
    "DEBUG": ["0", "false", "Off", "no", ""],
    "STAFF_SECOND_FACTOR_REQUIRED": ["True", "1"],
    "DATABASE_URL": ["postgres://u:p@host:5433/n", "postgresql://u@/n?host=/run/postgresql"],
    "CACHE_URL": ["redis://cache/1", "rediss://:p@cache:6380/0"],
    "REDIS_URL": ["rediss://:p@broker:6380/0"],
    "EMAIL_URL": ["smtp://localhost:25", "smtp+ssl://u:p@mail.example:465"],
    "EMAIL_BACKEND": ["anymail.backends.mailgun.EmailBackend"],
    "DEFAULT_FROM_EMAIL": ["network@portal.example", "Réseau <network@portal.example>"],
    "ADMINS": ["a@portal.example, b@portal.example"],
    "MAIL_DAILY_QUOTA": ["0", "200", ""],
    "SECURITY_CONTACT": ["mailto:security@portal.example", "https://portal.example/report/"],
    "LOG_LEVEL": ["DEBUG"],
}
NEEDED = [
    "PORTAL_ORIGIN", "SECRET_KEY", "FACTOR_KEYS", "DATABASE_URL", "REDIS_URL", "CACHE_URL", "EMAIL_URL",
    "DEFAULT_FROM_EMAIL", "ADMINS",
]  # fmt: skip
# One process reads the settings with many environments, because each start of Python costs half a second.
READ_ALL = """
import importlib, json, os, sys
from django.core.exceptions import ImproperlyConfigured
from network import release
release.fingerprint = lambda base, manifest: ""  # reads all our files, and nothing of the environment
said = []
for environment in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(environment)
    try:
        sys.modules.pop("network.settings", None)
        importlib.import_module("network.settings")
        said.append(None)
    except ImproperlyConfigured as error:
        said.append(str(error))
json.dump(said, sys.stdout)
"""


def answers(changes) -> list:
    """For each of `changes` to the environment of production: what the settings refuse it with, or None."""
    ours = {**os.environ, **PRODUCTION, "DATABASE_URL": "postgresql://portal@localhost/portal"}
    run = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", READ_ALL],
        env=ours,
        cwd=settings.BASE_DIR,
        input=json.dumps([ours | change for change in changes]),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def rows(table):
    return [{name: value} for name, values in table.items() for value in values]


def test_what_is_not_understood_refuses_to_start_and_names_the_variable():
    for change, said in zip(rows(REFUSED), answers(rows(REFUSED)), strict=True):
        (name,) = change
        assert said, f"{change} was taken"
        assert name in said
        assert said.endswith(".")
        assert "\n" not in said


def test_what_is_refused_is_not_repeated_because_it_may_be_a_secret():
    names = ("DATABASE_URL", "REDIS_URL", "CACHE_URL", "EMAIL_URL", "SECRET_KEY", "ANYMAIL", "ADMINS")
    said = answers([{name: "//:zq-secret"} for name in names])
    assert all(said)
    assert "zq-secret" not in "".join(said)


def test_what_is_right_is_taken():
    assert [pair for pair in zip(rows(TAKEN), answers(rows(TAKEN)), strict=True) if pair[1]] == []


@pytest.mark.parametrize("value", ["", None])
def test_what_is_needed_is_asked_for(value):
    changes = [{name: value or ""} for name in NEEDED]
    for name, said in zip(NEEDED, answers(changes), strict=True):
        assert said == f"In production these environment variables must be set: {name}."


def test_all_that_is_missing_is_named_at_once():
    (said,) = answers([dict.fromkeys(NEEDED, "")])
    assert all(name in said for name in NEEDED if name != "EMAIL_URL")


def test_a_provider_of_mail_needs_no_mail_server():
    assert answers([{"EMAIL_URL": "", "EMAIL_BACKEND": "anymail.backends.mailgun.EmailBackend"}]) == [None]


def test_a_name_that_is_mistyped_does_not_run_the_demonstration():
    (said,) = answers([{"PORTAL_MODE": "", "PORTAL_MOD": "production"}])
    assert said.startswith("There is no variable PORTAL_MOD;")


def test_the_command_line_says_one_sentence_and_no_more():
    environment = {**os.environ, "PORTAL_MODE": "Production"}
    command = [sys.executable, "manage.py", "check"]
    run = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 1
    sentence = "The environment variable PORTAL_MODE must be demonstration or production, spelt exactly so.\n"
    assert run.stderr == sentence


def test_a_sign_at_the_beginning_means_no_other_variable():
    assert Environment({"KEY": "$PATH", "PATH": "x"}).text("KEY") == "$PATH"


@given(st.text(max_size=12))
def test_only_the_two_words_are_a_mode(value):
    environment = Environment({"PORTAL_MODE": value})
    options = ["demonstration", "production"]
    if value in ("", *options):
        assert environment.choice("PORTAL_MODE", options, "demonstration") == (value or "demonstration")
    else:
        with pytest.raises(ImproperlyConfigured):
            environment.choice("PORTAL_MODE", options, "demonstration")


@given(st.text(max_size=8))
def test_a_number_has_digits_only(value):
    environment = Environment({"N": value})
    if re.fullmatch("[0-9]{1,8}", value):
        assert environment.integer("N", 7) == int(value)
    elif value:
        with pytest.raises(ImproperlyConfigured):
            environment.integer("N", 7)


@given(st.text(max_size=30), st.sampled_from(["https://", "redis://", "postgresql://", "a@", ""]))
def test_an_odd_value_ends_in_a_sentence_and_never_in_an_error_of_the_parser(value, beginning):
    environment = Environment({"X": beginning + value})
    readers = (
        lambda: environment.origin("X", "", ("https",)), lambda: environment.address("X", ("redis", "postgresql")),
        lambda: environment.mailbox("X"), lambda: environment.mailboxes("X"), lambda: environment.hosts("X", []),
        lambda: environment.networks("X", "127.0.0.0/8"), lambda: environment.boolean("X", False),
    )  # fmt: skip
    for reader in readers:
        try:
            reader()
        except ImproperlyConfigured as error:
            assert "X" in str(error)
