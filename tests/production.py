"""The portal with the settings of production, asked in a process of its own. No page that needs a table."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpHeaders

from tests.deploy_check import PRODUCTION, database_url

# A page finds its style sheet by its plain name, because nobody has collected static files here.
ASK = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client, override_settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
answers = []
for method, address, headers in json.load(sys.stdin):
    headers = {"host": "portal.example", **headers}
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, headers=headers)
    answer = client.generic(method, address)
    answers.append([answer.status_code, dict(answer.headers), answer.content.decode()])
json.dump(answers, sys.stdout)
"""


SHOW = """
import json
from network import settings
print(json.dumps({name: value for name, value in vars(settings).items() if name.isupper()}, default=str))
"""


def run_in_production(script, **changes):
    """Run `script` with `changes` to the environment of production; return the ended process."""
    environment = {**os.environ, **PRODUCTION, "DATABASE_URL": "postgresql://x@localhost/x", **changes}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603


def settings_with(**changes) -> dict:
    """The settings of production with `changes` to its environment, as JSON has them."""
    return json.loads(run_in_production(SHOW, **changes).stdout)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status_code: int
    headers: HttpHeaders
    text: str


def ask(*requests) -> list[Answer]:
    """The answers to `requests`, each a method, an address and headers. What the proxy adds is not added here."""
    environment = {
        **os.environ,
        **PRODUCTION,
        "DJANGO_SETTINGS_MODULE": "network.settings",
        "DATABASE_URL": database_url(),
        "ALLOWED_HOSTS": "portal.example",
        "LOG_LEVEL": "CRITICAL",
    }
    run = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", ASK],
        env=environment,
        cwd=settings.BASE_DIR,
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        check=True,
    )
    return [Answer(status, _headers(headers), text) for status, headers, text in json.loads(run.stdout)]


def _headers(headers):
    return HttpHeaders({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()})
