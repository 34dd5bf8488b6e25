"""Who follows what in the chaos test, what is published and taken down, and what the database says in the end.

Needs a configured Django. Readers are numbered from 1: even ones want a daily digest, odd ones alerts; one in five
follows nothing but what is withdrawn on the way, one in five two searches at once.
"""

import io
from datetime import timedelta

from django.core.management import call_command
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from network.alerts import planning, tokens
from network.alerts.models import Message, Subscriber, Subscription, Suppression
from network.catalogue.models import Announcement
from tests.alerts.chaos_check import Row, Story
from tests.alerts.chaos_stage import wait_for
from tests.alerts.factories import search
from tests.factories import PracticeFactory, a_moderator

# Slow enough that a planner can be killed between two chunks and within one.
SLOW_PLANNER = """
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.03); RETURN NEW; END';
CREATE TRIGGER slowly BEFORE UPDATE OF cursor ON alerts_run FOR EACH ROW EXECUTE FUNCTION slowly();
"""

# Nobody waits minutes here: what was put off is ready again within a second or so.
HURRY = """
UPDATE alerts_message SET not_before = clock_timestamp() + make_interval(secs => random())
WHERE state = 'pending' AND not_before > clock_timestamp() + interval '1 second'
"""

# Those who unsubscribe: some for whom mail is waiting, if there are any.
STOP = """
UPDATE alerts_subscriber SET stopped_at = clock_timestamp() WHERE id IN (
    SELECT m.subscriber_id FROM alerts_message m JOIN alerts_subscriber p ON p.id = m.subscriber_id
    WHERE m.state IN ('pending', 'leased') AND p.stopped_at IS NULL GROUP BY 1 ORDER BY max(m.id) DESC LIMIT %s
) RETURNING id
"""

# People who are still waiting for something that will come: alerts at the end of a window, or a row that is not over.
OPEN = """
SELECT count(*) FROM alerts_message
WHERE state IN ('pending', 'leased') OR (state = 'in_doubt' AND kind = 'alert' AND resends = 0)
UNION ALL
SELECT count(*) FROM alerts_hit h JOIN alerts_subscriber p ON p.id = h.subscriber_id
WHERE h.message_id IS NULL AND p.stopped_at IS NULL
UNION ALL
SELECT count(*) FROM alerts_run WHERE state = 'planning'
UNION ALL
SELECT count(*) FROM catalogue_announcement a LEFT JOIN alerts_matching m ON m.announcement_id = a.id WHERE m IS NULL
"""


def persistently(act):
    """Call `act` until the database lets it through: its connections are cut and its server restarted."""
    result = []

    def attempt():
        close_old_connections()
        try:
            result.append(act())
        except OperationalError:
            connection.close()
        return bool(result)

    if not wait_for(attempt):
        raise RuntimeError("The database does not come back.")
    return result[0]


def ask(statement, *parameters) -> list[tuple]:
    """The rows that `statement` returns."""

    def act():
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    return persistently(act)


def clock() -> float:
    """The database's time, in seconds."""
    return float(ask("SELECT extract(epoch FROM clock_timestamp())")[0][0])


class People:
    """All readers and records of one run, and the story that is told of them in the end."""

    # Topics: four in five readers follow the common one, one in five the second one too, and the others the last one.
    COMMON, SECOND, WITHDRAWN = "prisons", "education", "youth-engagement"

    def __init__(self, count):
        self.count = count
        self.owed, self.stopped, self.withdrawn_at = set(), {}, float("inf")
        call_command("migrate", verbosity=0)
        call_command("load_vocabulary", verbosity=0, stdout=io.StringIO())
        ask(SLOW_PLANNER)
        self.followers = self._subscribe(count)
        self.lonely = set(self.followers[self.WITHDRAWN]) - set(self.followers[self.COMMON])
        # A digest of yesterday is due at once, alerts with the first window.
        for topics in ([self.COMMON], [self.COMMON, self.SECOND], [self.WITHDRAWN]):
            self.withdrawable = self.publish(*topics, at=timezone.now() - timedelta(hours=30))

    def _subscribe(self, count):
        numbers = range(1, count + 1)
        Subscriber.objects.bulk_create(Subscriber(email=f"reader{number}@example.org") for number in numbers)
        known = dict(Subscriber.objects.values_list("email", "pk"))
        searches = {slug: search(f"topic={slug}") for slug in (self.COMMON, self.SECOND, self.WITHDRAWN)}
        since, made = timezone.now() - timedelta(hours=48), []
        for number in numbers:
            fifth = number // 2 % 5
            follows = {0: [self.WITHDRAWN], 1: [self.COMMON, self.SECOND]}.get(fifth, [self.COMMON])
            made += [
                Subscription(
                    subscriber_id=known[f"reader{number}@example.org"],
                    search=searches[slug],
                    frequency="at-once" if number % 2 else "daily",
                    confirmed_at=since,
                    consent_source="chaos",
                )
                for slug in follows
            ]
        Subscription.objects.bulk_create(made)
        return {
            slug: list(stored.subscriptions.values_list("subscriber_id", flat=True))
            for slug, stored in searches.items()
        }

    def publish(self, *topics, at=None):
        """Publish a practice about `topics`, as if it had been done `at`; from now on its followers are owed mail."""

        def act():
            with transaction.atomic():
                practice = PracticeFactory.published(related__topics=list(topics))
                if at:
                    Announcement.objects.filter(record=practice.key).update(at=at)
            return practice

        practice = persistently(act)
        self.owed |= {(reader, practice.key) for slug in topics for reader in self.followers[slug]}
        return practice

    def run_extra(self):
        """Let staff send a digest outside the calendar."""
        persistently(lambda: planning.run_extra("daily"))

    def withdraw(self):
        """Take down what some people follow and nothing else."""
        if self.withdrawn_at == float("inf"):
            persistently(lambda: self.withdrawable.withdraw(a_moderator(), "Taken down in the chaos test."))
            self.withdrawn_at = clock()
            self.owed -= {(reader, record) for reader, record in self.owed if record == self.withdrawable.key}

    def unsubscribe(self, count):
        """Let `count` people stop all mail, those for whom it waits first."""
        readers = [row[0] for row in ask(STOP, count)]
        self.stopped |= dict.fromkeys(readers, clock())

    def hurry(self):
        """Make ready what was put off."""
        ask(HURRY)

    def is_over(self) -> bool:
        """Whether nothing is going to happen any more."""
        return not any(row[0] for row in ask(OPEN))

    def story(self, log) -> Story:
        """Everything that the checker needs."""
        addresses = dict(Subscriber.objects.values_list("pk", "email"))
        suppressed = set(Suppression.objects.values_list("digest", flat=True))
        return Story(
            log=log,
            rows=[
                Row(
                    f"<{tokens.make(tokens.Use.MESSAGE_ID, each.pk)}@localhost>",
                    each.kind,
                    each.run_id,
                    each.subscriber_id,
                    each.state,
                    each.reason,
                    each.resends,
                    each.wire_at and each.wire_at.timestamp(),
                )
                for each in Message.objects.order_by("pk")
            ],
            addresses=addresses,
            owed=self.owed,
            told=set(ask("SELECT subscriber_id, record FROM alerts_hit WHERE message_id IS NOT NULL")),
            planned=dict(ask("SELECT id, planned FROM alerts_run")),
            stopped=self.stopped,
            withdrawn_at=self.withdrawn_at,
            lonely=self.lonely,
            suppressed={address for address in addresses.values() if tokens.digest(address) in suppressed},
        )
