"""The part of `make bench` about alerts: matching, planning and sending, for as many people as there may ever be.

All is measured through the portal's own functions, on a crowd that grows step by step; BENCH_LARGEST in the environment
is the largest one (1000000). What leaves is measured in `bench_sending`.
"""

import contextlib
import hashlib
import itertools
import logging
import os
import random
import re
import statistics
import time
from datetime import timedelta

from network.catalogue.text import EDITION

LARGEST = int(os.environ.get("BENCH_LARGEST", "1000000"))
STEPS = (10_000, 100_000, 1_000_000)
# What people follow, in per cent; a fifth asks for two dimensions at once.
MIX = {("topic",): 25, ("topic", "region"): 12, ("kind", "pillar"): 8, ("country",): 20, ("words",): 35}
# More codes in a dimension than this nobody asks for; so many draws find nothing new when the shorter ones are used up.
LONGEST, TRIES = 4, 20
# Announcements of each kind of which the median is taken.
ANNOUNCED_EACH = 3
# Ids of the crowd begin here: search, subscriber and subscription n belong together.
FIRST = 10_000_000

SEARCHES = f"""
INSERT INTO alerts_storedsearch
    (id, fingerprint, query, language, keys, dimensions, words, can_fire, created_at, edition)
SELECT id, fingerprint, query, language, keys, dimensions,
    websearch_to_tsquery(('portal_' || language)::regconfig, words), true, now(), {EDITION}
FROM stage
"""  # noqa: S608 - only a constant of ours is filled in
PIVOTS = "INSERT INTO alerts_pivot (search_id, key) SELECT id, unnest(pivot) FROM stage"
SUBSCRIBERS = """
INSERT INTO alerts_subscriber (id, email, language, weekday, created_at, soft_bounces)
SELECT n, 'reader' || n || '@example.org', (%(languages)s::text[])[1 + n %% 7], 1, now(), 0
FROM generate_series(%(first)s::bigint, %(last)s) n
"""
# In lap 0 each subscriber follows a search that nobody else follows; in later laps also those of the next people.
SUBSCRIPTIONS = """
INSERT INTO alerts_subscription (id, key, subscriber_id, purpose, search_id, note, frequency, created_at, confirmed_at,
    consent_version, consent_source, consent_origin)
SELECT n + %(lap)s * %(base)s, n || '-' || %(lap)s, n, 'search', %(base)s + (n + 7 * %(lap)s) %% %(size)s, '', 'daily',
    now() - interval '60 days', now() - interval '60 days', '1', 'bench', ''
FROM generate_series(%(first)s::bigint, %(last)s) n
"""
HITS = """
INSERT INTO alerts_hit (subscription_id, subscriber_id, announcement_id, record, at)
SELECT n + (k %% %(laps)s) * %(base)s, n, a.id, a.record, %(at)s
FROM generate_series(%(base)s, %(base)s + %(people)s - 1) n, generate_series(0, %(items)s - 1) k,
    LATERAL (SELECT 1 + (5 * n + k) %% cardinality(%(ids)s::bigint[]) AS place) p,
    LATERAL (SELECT (%(ids)s::bigint[])[place] AS id, (%(records)s::text[])[place] AS record) a
"""


def measure():
    """Make the crowd grow; print what matching and planning take at each step, then what sending takes."""
    from tests.alerts import bench_sending

    logging.getLogger("network").setLevel(logging.WARNING)
    crowd, before = Crowd(), None
    steps = [step for step in STEPS if step <= LARGEST] or [LARGEST]
    for size in steps:
        start = time.perf_counter()
        crowd.grow(size)
        say(f"\n{size} stored searches, each followed by one subscriber ({time.perf_counter() - start:.0f} s to make)")
        before = measure_matching(before)
        measure_planning(crowd)
    bench_sending.measure(crowd)


def say(line):
    """Print at once."""
    print(line, flush=True)  # noqa: T201


@contextlib.contextmanager
def unhurried():
    """A cursor whose statements may take as long as they like."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        yield cursor
        cursor.execute("RESET statement_timeout")


# --- Who follows what ----------------------------------------------------------------------------------------


class Crowd:
    """`size` subscribers with a subscription each to a stored search of their own."""

    def __init__(self):
        self.size = 0
        self.questions = questions()

    def grow(self, size):
        """Add whoever is missing to `size`."""
        from network.languages import Language

        first, last = FIRST + self.size, FIRST + size - 1
        rows = itertools.islice(self.questions, size - self.size)
        with unhurried() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE stage (id bigint, fingerprint text, query text, language text, keys text[],"
                " dimensions int, words text, pivot text[])"
            )
            with cursor.copy("COPY stage FROM STDIN") as copy:
                for number, row in enumerate(rows, first):
                    copy.write_row((number, *row))
            cursor.execute(SEARCHES)
            cursor.execute(PIVOTS)
            cursor.execute("DROP TABLE stage")
            cursor.execute(SUBSCRIBERS, {"first": first, "last": last, "languages": Language.values})
        self.size = size
        self.follow(0, first, last)

    def follow(self, lap, first, last):
        """Subscribe subscribers `first` to `last` once more."""
        with unhurried() as cursor:
            parameters = {"lap": lap, "first": first, "last": last, "base": FIRST, "size": self.size}
            cursor.execute(SUBSCRIPTIONS, parameters)
            cursor.execute("VACUUM ANALYZE alerts_storedsearch, alerts_pivot, alerts_subscriber, alerts_subscription")


def questions():
    """Without end: distinct stored searches, as rows of the stage. They get longer when the short ones are used up."""
    from network.alerts.models import StoredSearch
    from network.catalogue import kinds, vocabulary

    # All that is read is read now: the connection is busy with COPY when the first one is drawn.
    codes = {name: list(vocabulary.terms(name)) for name in ("topic", "region", "country")}
    codes |= {"kind": kinds.codes(), "pillar": vocabulary.PILLARS}
    return _drawn(codes, _lexemes("en"), set(StoredSearch.objects.values_list("query", flat=True)))


def _drawn(codes, lexemes, seen):
    from network.alerts import searches
    from network.catalogue.query import Query

    chance, length = random.Random(1), dict.fromkeys(MIX, 1)  # noqa: S311 - the same crowd each time
    words = list(lexemes)
    while True:
        (shape,) = chance.choices(list(MIX), MIX.values())
        for attempt in itertools.count(1):
            if length[shape] > LONGEST:
                shape = ("words",)
            if shape == ("words",):
                query = Query(words=" ".join(chance.sample(words, length[shape])))
            else:
                few = (chance.sample(codes[name], min(length[shape], len(codes[name]))) for name in shape)
                query = Query(filters=tuple((name, tuple(sorted(each))) for name, each in zip(shape, few, strict=True)))
            if (name := query.encoded()) not in seen:
                break
            length[shape] += attempt % TRIES == 0
        seen.add(name)
        keys, found = query.keys(), [lexeme for word in query.words.split() for lexeme in lexemes[word]]
        pivot = searches.pivot_keys(query, keys, "en", sorted(found, key=len)[-1:])
        fingerprint = hashlib.blake2b(f"en {name}".encode(), digest_size=16).hexdigest()
        yield fingerprint, name, "en", keys, len(query.filters), query.words or None, pivot


def _lexemes(language) -> dict:
    """The words of what is published in `language`, with their lexemes."""
    from django.db import connection

    from network.catalogue.models import Entry

    texts = Entry.objects.filter(language=language).values_list("title", "summary")
    words = {word for parts in texts for word in re.findall(r"[a-z]{4,}", " ".join(parts).lower())}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, tsvector_to_array(to_tsvector(%s::regconfig, word)) FROM unnest(%s::text[]) AS word",
            [f"portal_{language}", sorted(words)],
        )
        return {word: lexemes for word, lexemes in cursor.fetchall() if lexemes}


def announce(entries) -> list:
    """Announcements of `entries`, by somebody whom nobody here is."""
    from network.catalogue.models import Announcement
    from tests.factories import UserFactory

    author = UserFactory()
    facts = {"change": Announcement.Change.PUBLISHED, "version": 1, "author": author}
    return [
        Announcement.objects.create(kind=entry.kind, record=entry.record, facets=entry.facets, **facts)
        for entry in entries
    ]


def public_entries(**which):
    """What everybody may see in English."""
    from network.catalogue.audiences import Audience
    from network.catalogue.models import Entry

    return Entry.objects.filter(audience=Audience.PUBLIC, language="en", **which).order_by("record")


# --- Matching ------------------------------------------------------------------------------------------------


def measure_matching(before) -> float:
    """Print what `matching.match` takes, in milliseconds, and its growth since `before`; return the median."""
    from network.alerts import matching
    from network.catalogue import kinds

    entries = [entry for kind in kinds.codes() for entry in public_entries(kind=kind)[:ANNOUNCED_EACH]]
    forget()
    times, hits, finding, scans = [], [], [], set()
    with unhurried():
        for announcement in announce(entries):
            milliseconds, scan = explained(announcement)
            finding.append(milliseconds)
            scans.add(scan)
            start = time.perf_counter()
            hits.append(matching.match(announcement))
            times.append((time.perf_counter() - start) * 1000)
    median = statistics.median(times)
    growth = f"   {median / before:5.1f} × the step before" if before else ""
    by = ", ".join(sorted(scans))
    say(f"{'finding who is hit':<26}{statistics.median(finding):8.1f} ms{max(finding):8.0f} ms at most   by {by}")
    say(f"{'matching, hits stored':<26}{median:8.1f} ms{max(times):8.0f} ms at most{growth}")
    say(f"{'hits of an announcement':<26}{statistics.median(hits):8.0f}   {max(hits):8} at most")
    say(f"{'a stored hit':<26}{sum(times) / max(sum(hits), 1) * 1000:8.1f} µs")
    forget()
    return median


def explained(announcement):
    """Milliseconds of finding the hits without storing them, and the scan of the stored searches."""
    from django.db import connection, transaction

    from network.alerts import matching

    with transaction.atomic(), connection.cursor() as cursor:
        parameters = matching.search_parameters(announcement)
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {matching.SEARCHES}", parameters)
        explained = cursor.fetchone()[0][0]
        transaction.set_rollback(True)
    insert = explained["Plan"]
    nodes = list(_nodes(insert))
    source = next(node for node in insert["Plans"] if node["Parent Relationship"] == "Outer")
    scan = next(node.get("Index Name", node["Node Type"]) for node in nodes if node.get("Alias") == "pivot")
    return source["Actual Total Time"], scan


def _nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def forget():
    """Remove all hits and messages."""
    from network.alerts.models import Run

    with unhurried() as cursor:
        cursor.execute("TRUNCATE alerts_hit, alerts_message, alerts_mailevent, alerts_matching")
    Run.objects.all().delete()


# --- Planning ------------------------------------------------------------------------------------------------


def measure_planning(crowd):
    """Print how long `planning.plan` takes when each of the crowd has something to be told."""
    run = waiting(crowd, crowd.size, announce(public_entries()[:1]))
    seconds = plan(run)
    say(f"{'planning':<26}{seconds:8.1f} s  {crowd.size / seconds:8.0f} messages/s")
    forget()


def waiting(crowd, people, announcements, items=1, laps=1):
    """A daily run for which the first `people` of the crowd wait, each for `items` of the announcements."""
    from django.utils import timezone

    from network.alerts.models import Run

    end = timezone.now()
    with unhurried() as cursor:
        told = {"ids": [each.pk for each in announcements], "records": [each.record for each in announcements]}
        at = end - timedelta(hours=1)
        cursor.execute(HITS, told | {"people": people, "items": items, "laps": laps, "at": at, "base": FIRST})
        cursor.execute("VACUUM ANALYZE alerts_hit")
    return Run.objects.create(kind="digest", frequency="daily", period_start=end - timedelta(days=1), period_end=end)


def plan(run) -> float:
    """Plan `run`; return the seconds."""
    from network.alerts import planning

    with unhurried():
        start = time.perf_counter()
        planning.plan(run)
        return time.perf_counter() - start
