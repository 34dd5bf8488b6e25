"""`manage.py demo`, which is `make run`: the whole portal in the foreground, until Ctrl-C."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from honcho.manager import Manager

from network.accounts import database_role
from network.demo.people import ADMIN, EXPERT, PASSWORD, STAFF
from network.languages import Language

# Seconds until the web server must have answered once.
PATIENCE = 60


class Command(BaseCommand):
    """Prepares everything, then starts web, worker and beat and says where to look."""

    help = "Run the demonstration: migrations, content, web server, worker and beat."

    def handle(self, **options):
        """Prepare, start, wait for Ctrl-C."""
        port = os.environ.get("PORT", "8000")
        check_port(port)
        # On another processor, if there is one, while the database is filled.
        collecting = None if static_files_are_fresh() else collect_static_files()
        self.say("Preparing the database …")
        call_command("migrate", verbosity=0)
        database_role.grant()
        self.say("Loading the demonstration content …")
        call_command("load_demo", stdout=self.stdout)
        if collecting and collecting.wait():
            raise CommandError("The static files could not be collected; the reason stands above.")
        self.say("Starting web, worker and beat …")
        threading.Thread(target=self.welcome, args=[port], daemon=True).start()
        sys.exit(run(port))

    def say(self, text):
        """Tell what happens now."""
        self.stdout.write(self.style.MIGRATE_HEADING(text))
        self.stdout.flush()

    def welcome(self, port):
        """Print addresses and sign-ins as soon as the web server answers."""
        site = f"http://localhost:{port}"
        for _attempt in range(PATIENCE * 4):
            try:
                urllib.request.urlopen(f"{site}/healthz", timeout=2).close()  # noqa: S310 - our own address
                break
            except OSError:
                time.sleep(0.25)
        people = [EXPERT, *STAFF.values(), ADMIN]
        lines = [
            "",
            f"  The portal      {site}/",
            f"  In Arabic       {site}/{Language.ARABIC}/",
            f"  The desk        {site}/admin/",
            f"  Sent mail       {site}/mailbox/",
            "",
            f"  Sign in at {site}/en/accounts/login/ with the password  {PASSWORD}",
            *(f"    {email}" for email in people),
            "",
            "  Ctrl-C stops everything.",
            "",
        ]
        self.say("\n".join(lines))


def check_port(port):
    """Raise CommandError unless `port` is a free TCP port on loopback."""
    if not (port.isdigit() and 0 < int(port) < 65536):
        raise CommandError(f"PORT must be a number from 1 to 65535, not “{port}”.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            raise CommandError(f"Port {port} is in use; choose another one: PORT=8001 make run") from None


def static_files_are_fresh() -> bool:
    """Whether the collected files are younger than everything that they are made from."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return False
    sources = [*(settings.BASE_DIR / "static").rglob("*"), settings.BASE_DIR / "requirements" / "run.txt"]
    return manifest.stat().st_mtime > max(file.stat().st_mtime for file in sources)


def collect_static_files() -> subprocess.Popen:
    """Begin to collect and compress the static files, in a process of its own."""
    command = [sys.executable, settings.BASE_DIR / "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    return subprocess.Popen(command, env=environment_of_children())  # noqa: S603 - our own interpreter and command


def environment_of_children() -> dict[str, str]:
    """The environment of this process with its database: only this one holds it, so that it stops with this one."""
    return {**os.environ, "DATABASE_URL": settings.DATABASE_URL}


def run(port) -> int:
    """Run the three processes until one ends or somebody stops them; return the exit code."""
    manager = Manager()
    environment = {**environment_of_children(), "DATABASE_ROLE": database_role.ROLE, "PYTHONUNBUFFERED": "1"}
    # Requests without their query, because that holds what people search for.
    access = "--access-logfile - --access-logformat '%(m)s %(U)s %(s)s %(L)ss'"
    server = f"--bind 127.0.0.1:{port} --workers 2 --threads 4 --preload --no-control-socket"
    commands = {
        "web": f"gunicorn network.wsgi {server} {access}",
        "worker": "celery --quiet -A network worker --pool solo --loglevel INFO --without-mingle --without-gossip",
        "beat": f"celery --quiet -A network beat --loglevel WARNING --schedule '{settings.VAR_DIR / 'beat'}'",
    }
    for name, command in commands.items():
        # Celery warns root at length; in the demonstration root does no harm.
        python = f"exec '{sys.executable}' -W ignore -m"
        manager.add_process(name, f"{python} {command}", env=environment, cwd=str(settings.BASE_DIR))
    manager.loop()
    # 130 and 143 are what Ctrl-C and a polite kill leave behind: no failure.
    return 0 if manager.returncode in {0, 130, 143, -2, -15} else manager.returncode
