"""`make chaos`: everything that can die is killed while mail is being sent, and nothing may be lost or doubled.

Starts a PostgreSQL, a Redis, two workers, two beats and a mail sink of its own, lets the portal's own tasks plan and
send digests and alerts, and meanwhile kills, cuts, stalls, refuses, unsubscribes and withdraws, in an order that the
seed decides. Then it lets the dust settle and holds the outbox against the log of the sink (`chaos_check`).
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter

from tests.alerts.chaos_check import complaints, reasons, table
from tests.alerts.chaos_stage import Stage, wait_for
from tests.sink import Faults

# How often each thing happens in twenty seconds; the order is drawn.
DECK = {
    "kill a pool process": 4,
    "kill a worker": 2,
    "kill Redis": 2,
    "cut all connections": 2,
    "restart PostgreSQL": 1,
    "refuse connections": 2,
    "stall a worker": 1,
    "unsubscribe": 3,
    "publish": 1,
    "digest outside the calendar": 1,
    "kill the planner": 2,
}
DECK_SECONDS = 20
# Seconds for which everything may settle afterwards.
SETTLING = 60
# Longer than the lease of the settings, so that others take over what the stalled worker holds.
STALL = 5.5

CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = user"
# Whose planner is within a chunk now: the trigger holds it there for a moment.
PLANNER = "SELECT application_name FROM pg_stat_activity WHERE wait_event = 'PgSleep' LIMIT 1"


class Chaos:
    """What happens to `stage` and `people`, and when. `happened` counts it."""

    def __init__(self, stage, people, seed):
        self.stage, self.people = stage, people
        self.random = random.Random(seed)  # noqa: S311 - trouble must come back with its seed
        self.happened = Counter()
        self.later = []  # (moment, what to do then)

    def schedule(self, seconds) -> list[tuple[float, str]]:
        """What happens when, in seconds from the start; the first digest is withdrawn from, and its planner dies."""
        names = [name for name, times in DECK.items() for _each in range(max(1, round(times * seconds / DECK_SECONDS)))]
        self.random.shuffle(names)
        step = seconds / len(names)
        planned = [((place + self.random.random()) * step, name) for place, name in enumerate(names)]
        return sorted([(0, "kill the planner"), (2, "withdraw"), *planned])

    def unfold(self, seconds):
        """Let everything happen."""
        beginning = time.monotonic()
        for moment, name in self.schedule(seconds):
            wait_for(lambda until=beginning + moment: self._tick() >= until, seconds)
            getattr(self, "_" + name.lower().replace(" ", "_"))()
            self.happened[name] += 1
        wait_for(lambda: self._tick() >= beginning + seconds and not self.later, seconds + STALL)

    def settle(self) -> bool:
        """Tell what is untold and wait until all is over; return whether that came."""
        self.people.run_extra()
        return wait_for(lambda: self._tick() and self.people.is_over(), SETTLING, pause=0.3)

    def _tick(self):
        """Do what is due between two events; return the time."""
        now = time.monotonic()
        for entry in [entry for entry in self.later if entry[0] <= now]:
            self.later.remove(entry)
            entry[1]()
        self.stage.raise_the_dead()
        self.people.hurry()
        return now

    def _some_worker(self):
        return self.random.choice(self.stage.WORKERS)

    def _kill_a_pool_process(self):
        self.stage.kill_child(self._some_worker(), self.random.choice)

    def _kill_a_worker(self, name=None):
        name = name or self._some_worker()
        self.stage.kill(name)
        self.stage.start(name)

    def _kill_redis(self):
        self.stage.kill("redis")
        self.later.append((time.monotonic() + 0.5, self.stage.start_redis))

    def _cut_all_connections(self):
        from tests.alerts.chaos_people import ask

        ask(CUT)

    def _restart_postgresql(self):
        self.stage.postgres.restart()

    def _refuse_connections(self):
        self.stage.sink.refuse()
        self.later.append((time.monotonic() + 1, self.stage.sink.welcome))

    def _stall_a_worker(self):
        name = self._some_worker()
        self.stage.stall(name)
        self.later.append((time.monotonic() + STALL, lambda: self.stage.go_on(name)))

    def _unsubscribe(self):
        self.people.unsubscribe(20)

    def _withdraw(self):
        """Take a record down when some of its followers have had their mail and others have not."""
        wait_for(lambda: self._tick() and len(self.stage.sink.accepted()) > self.people.count / 10, 10)
        self.people.withdraw()

    def _publish(self):
        self.people.publish(self.people.COMMON)

    def _digest_outside_the_calendar(self):
        self.people.run_extra()

    def _kill_the_planner(self):
        """Kill whoever plans, in the middle of it; where nothing is being planned, there is something to plan first."""
        from tests.alerts.chaos_people import ask

        if self.happened["kill the planner"]:
            self.people.publish(self.people.SECOND)
        found = []
        wait_for(lambda: found.extend(ask(PLANNER)) or found, 6, pause=0.01)
        if found and found[0][0] in self.stage.WORKERS:
            self.happened["(planners killed within a chunk)"] += 1
            self._kill_a_worker(found[0][0])


def run(recipients, seconds, seed, folder, faults):
    """One whole run; returns the story, what happened by name, and what the sink says of itself."""
    with Stage(folder, faults) as stage:
        # This process decides and looks on; it knocks into files of its own, and sends nothing itself.
        os.environ.update(stage.environment(), REDIS_URL="", PGAPPNAME="chaos")
        os.environ["EMAIL_BACKEND"] = "django.core.mail.backends.dummy.EmailBackend"
        import django

        django.setup()
        from tests.alerts.chaos_people import People

        people = People(recipients)
        stage.start_redis()
        stage.start_workers()
        chaos = Chaos(stage, people, seed)
        chaos.unfold(seconds)
        chaos.settle()
        story = people.story(stage.sink.accepted())
    return story, chaos.happened, stage.sink.remark


def main():
    """Read the options, run, print; the exit code tells whether every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--recipients", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=DECK_SECONDS, help="of chaos; settling comes after it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=0.03, help="share of messages with which the sink has trouble")
    parser.add_argument("--keep", help="an empty folder in which logs stay for reading")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit("ended from outside"))
    each = options.faults / 8
    faults = Faults(
        unknown=True,
        rcpt_later=2 * each,
        data_later=each,
        rejected=each / 4,
        lost_reply=each,
        hang_rcpt=each / 2,
        hang_data=each / 2,
        hang_after=each / 2,
        slow=each,
        hang_seconds=3,
        seed=options.seed,
    )
    beginning = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        story, happened, remark = run(options.recipients, options.seconds, options.seed, options.keep or folder, faults)
    broken = complaints(story)
    lines = [
        f"{options.recipients} recipients, seed {options.seed}, {time.monotonic() - beginning:.0f} seconds",
        table(story),
        ", ".join(f"{name} {count}" for name, count in sorted(happened.items())),
        f"The sink: {remark}",
        reasons(story),
        *(broken[:50] or ["Every promise was kept."]),
    ]
    print("\n".join(lines))  # noqa: T201
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
