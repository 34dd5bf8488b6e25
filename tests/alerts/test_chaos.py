"""The mail engine survives everything that can die (`chaos`), and the checker of that would notice if it did not."""

import os
import signal
import subprocess
import sys

import pytest

from tests.alerts.chaos_check import Row, Story, complaints
from tests.alerts.chaos_stage import redis_server
from tests.sink import ROOT

# A machine that runs the rest of the suite at the same time needs longer than the half minute of an idle one.
LONGEST = 170
ADDRESSES = {1: "reader1@example.org", 2: "reader2@example.org", 97: "reader97@example.org"}


@pytest.mark.redis
@pytest.mark.skipif(redis_server() is None, reason="redis-server is not installed")
def test_nothing_is_lost_or_doubled_whatever_dies():
    command = [sys.executable, "-m", "tests.alerts.chaos", "--recipients", "800", "--seconds", "10", "--seed", "1"]
    # A process of its own: its Django has another database, and none of pytest's settings.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}
    chaos = subprocess.Popen(  # noqa: S603 - our own interpreter and options
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        report = chaos.communicate(timeout=LONGEST)[0]
    finally:
        _end(chaos)
    assert chaos.returncode == 0, report


def _end(chaos):
    """End the harness so that it can end what it started."""
    if chaos.poll() is None:
        chaos.send_signal(signal.SIGTERM)
        try:
            chaos.communicate(timeout=40)
        except subprocess.TimeoutExpired:
            chaos.kill()
            chaos.wait()


def story(log, *rows, **facts):
    """What the checker is given: `rows`, and a log of (message id, number of the reader)."""
    return Story(log=[(name, ADDRESSES[reader]) for name, reader in log], rows=list(rows), addresses=ADDRESSES, **facts)


SENT = Row("<1@x>", "digest", 1, 1, "sent", wire_at=10)
ALERT = SENT._replace(kind="alert")


@pytest.mark.parametrize(
    "good",
    [
        story([("<1@x>", 1)], SENT, owed={(1, "a")}, told={(1, "a")}, planned={1: 1}),
        story([], SENT._replace(state="in_doubt")),
        story([("<1@x>", 1)], SENT._replace(state="in_doubt")),
        story([("<1@x>", 1)] * 2, ALERT._replace(resends=1)),
        story([], SENT._replace(state="skipped", reason="unsubscribed", wire_at=None), stopped={1: 5}),
        story([], Row("<97@x>", "digest", 1, 97, "failed", "550 5.1.1 no"), suppressed={ADDRESSES[97]}),
    ],
)
def test_checker_accepts_what_is_promised(good):
    assert complaints(good) == []


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        (story([], SENT), "never accepted it"),
        (story([("<1@x>", 1)], SENT, owed={(2, "a")}), "was never told of a"),
        (story([("<1@x>", 1)], SENT, planned={1: 2}), "counted 2 messages and has 1"),
        (story([("<1@x>", 1), ("<2@x>", 1)], SENT, SENT._replace(name="<2@x>")), "has 2 messages for reader 1"),
        (story([("<1@x>", 1)] * 2, SENT), "a digest was accepted 2 times"),
        (story([("<1@x>", 1)], SENT._replace(resends=1)), "a digest was accepted 1 times and sent again 1 times"),
        (story([("<1@x>", 1)] * 2, ALERT), "an alert was accepted 2 times"),
        (story([("<1@x>", 1)] * 3, ALERT._replace(resends=1)), "an alert was accepted 3 times"),
        (story([], ALERT._replace(state="in_doubt")), "was not sent again"),
        (
            story([("<1@x>", 1)], SENT._replace(state="skipped", reason="unsubscribed"), stopped={1: 5}),
            "is called skip",
        ),
        (story([], SENT._replace(state="skipped", reason="empty", wire_at=None)), "without cause"),
        (story([], SENT._replace(state="failed")), "failed without a reason"),
        (story([("<1@x>", 1)], SENT, stopped={1: 5}), "left after its reader had unsubscribed"),
        (story([("<1@x>", 1)], SENT, lonely={1}, withdrawn_at=5), "left after what it tells had been withdrawn"),
        (story([("<97@x>", 97)], Row("<97@x>", "digest", 1, 97, "sent")), "its address does not exist"),
        (story([], Row("<97@x>", "digest", 1, 97, "failed", "550 5.1.1 no")), "is not suppressed"),
        (story([], SENT._replace(state="pending")), "is still pending"),
        (story([], SENT._replace(state="leased")), "is still leased"),
        (story([("<1@x>", 2)], SENT), "for whom nothing was planned"),
        (story([("<1@x>", 1), ("<?@x>", 2)], SENT), "for whom nothing was planned"),
    ],
)
def test_checker_complains_of_what_is_broken(bad, complaint):
    assert any(complaint in found for found in complaints(bad))
