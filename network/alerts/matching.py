"""From announcements to hits: who follows what has just been published. One set-wise statement for each question.

An announcement is matched once, when it is found without its `Matching`; whoever wakes up finds it.
"""

import logging
from datetime import datetime
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection

from network.accounts import roles
from network.alerts.models import Matching
from network.alerts.searches import ANY
from network.alerts.slow_transaction import slow_transaction
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.dimensions import SOON
from network.catalogue.models import Announcement
from network.constraints import attempt
from network.languages import Language

logger = logging.getLogger(__name__)

BATCH = 500
# An expert whose needs are new is led to the best of what is there, not to all of it.
MOST_INTRODUCTIONS = 10

# Whom the row `u` of accounts_user (null for people without an account) makes the reader: `Audience.of` in SQL.
AUDIENCE = f"CASE WHEN {roles.READS_AS_MEMBER_SQL} THEN {Audience.MEMBERS:d} ELSE {Audience.PUBLIC:d} END"

# Every key that a search can be filed under stands in `keys`; looked up one by one in the index of pivots they find the
# few candidates, each of which is then examined in full. (An index on arrays would be asked for hundreds of keys at
# once, and PostgreSQL rather reads all searches.) A question without words is held against the English entry.
SEARCHES = f"""
WITH announced AS MATERIALIZED (
    SELECT e.audience, e.language, e.vector,
        e.facets::text[] || ARRAY['{ANY}', 'kind:' || e.kind]
        || CASE WHEN e.ends_at IS NULL THEN ARRAY[]::text[]
                WHEN e.ends_at >= now() + interval '{SOON.days} days' THEN ARRAY['when:upcoming', 'open:open']
                WHEN e.ends_at >= now() THEN ARRAY['when:upcoming', 'open:open', 'open:soon']
                ELSE ARRAY['when:past', 'open:closed'] END
        AS keys
    FROM catalogue_entry e
    WHERE e.record = %(record)s
), candidates AS MATERIALIZED (
    SELECT DISTINCT e.audience, e.language, pivot.search_id
    FROM announced e
    CROSS JOIN LATERAL (
        SELECT unnest(e.keys) AS key UNION ALL SELECT 'word:' || unnest(tsvector_to_array(e.vector))
    ) AS own
    JOIN alerts_pivot pivot ON pivot.key = e.language || ' ' || own.key
)
INSERT INTO alerts_hit (subscription_id, subscriber_id, announcement_id, record, at)
SELECT s.id, p.id, %(announcement)s, %(record)s, %(at)s
FROM candidates c
JOIN announced e ON e.audience = c.audience AND e.language = c.language
JOIN alerts_storedsearch q ON q.id = c.search_id
    AND (q.dimensions = 0 OR q.dimensions = (
        SELECT count(DISTINCT split_part(key, ':', 1)) FROM unnest(q.keys) AS key WHERE key = ANY (e.keys)
    ))
    AND (q.words IS NULL OR e.vector @@ q.words)
JOIN alerts_subscription s ON s.search_id = q.id AND s.ended_at IS NULL AND s.confirmed_at <= %(at)s
JOIN alerts_subscriber p ON p.id = s.subscriber_id AND p.stopped_at IS NULL
LEFT JOIN accounts_user u ON u.id = p.user_id
WHERE e.audience = {AUDIENCE} AND p.user_id IS DISTINCT FROM %(author)s
ON CONFLICT DO NOTHING
"""  # noqa: S608 - only constants of ours are filled in

# Both sides of a pair: the announced record for those whom it fits, and what is there already for its owner. Whatever
# looks for a topic does not offer it.
INTRODUCTIONS = f"""
WITH pairs AS (
    SELECT i.subscriber_id, i.keys, i.own, e.record, e.facets, e.kind, e.ends_at
    FROM catalogue_entry e JOIN alerts_interest i ON i.keys && e.facets::text[]
    WHERE e.record = %(record)s AND i.record <> %(record)s
        AND e.audience = {Audience.MEMBERS:d} AND e.language = '{Language.ENGLISH}'
    UNION ALL
    SELECT i.subscriber_id, i.keys, i.own, e.record, e.facets, e.kind, e.ends_at
    FROM alerts_interest i JOIN catalogue_entry e ON e.facets::text[] && i.keys
    WHERE i.record = %(record)s AND e.record <> %(record)s
        AND e.audience = {Audience.MEMBERS:d} AND e.language = '{Language.ENGLISH}'
), fitting AS (
    SELECT s.id AS subscription_id, x.subscriber_id, x.record,
        ARRAY(SELECT key FROM unnest(x.keys) AS key WHERE key = ANY (x.facets)
                AND NOT (key LIKE 'topic:%%' AND regexp_replace(key, '^topic', 'need') = ANY (x.facets))
              EXCEPT SELECT t.key FROM alerts_introduction t
              WHERE t.subscriber_id = x.subscriber_id AND t.record = x.record) AS reasons,
        ARRAY(SELECT key FROM unnest(x.own) AS key WHERE key = ANY (x.facets)) AS common
    FROM pairs x
    JOIN alerts_subscriber p ON p.id = x.subscriber_id AND p.stopped_at IS NULL
    JOIN accounts_user u ON u.id = p.user_id AND u.is_active AND u.is_member
    JOIN alerts_subscription s ON s.subscriber_id = p.id AND s.purpose = 'introductions'
        AND s.ended_at IS NULL AND s.confirmed_at IS NOT NULL
    WHERE x.kind = ANY (%(kinds)s) AND (x.ends_at IS NULL OR x.ends_at >= now())
        AND NOT EXISTS (
            SELECT FROM catalogue_announcement a WHERE a.record = x.record AND a.author_id = p.user_id
        )
), ranked AS (
    SELECT *, 4 * cardinality(reasons) + cardinality(common) AS rank,
        row_number() OVER (
            PARTITION BY subscriber_id ORDER BY 4 * cardinality(reasons) + cardinality(common) DESC, record
        ) AS place
    FROM fitting
    WHERE reasons <> ARRAY[]::text[]
), told AS (
    INSERT INTO alerts_introduction (subscriber_id, record, key)
    SELECT subscriber_id, record, unnest(reasons) FROM ranked WHERE place <= %(most)s
    ON CONFLICT DO NOTHING
)
INSERT INTO alerts_hit (subscription_id, subscriber_id, announcement_id, record, at, rank, shared)
SELECT subscription_id, subscriber_id, %(announcement)s, record, %(at)s, rank, reasons || common
FROM ranked WHERE place <= %(most)s
ON CONFLICT DO NOTHING
"""  # noqa: S608 - only constants of ours are filled in


def match_all(until: datetime | None = None) -> int:
    """Match every announcement made before `until` that was not matched yet; return how many there were."""
    waiting = Announcement.objects.filter(matching__isnull=True).order_by("id")
    if until:
        waiting = waiting.filter(at__lt=until)
    done = last = 0
    while batch := list(waiting.filter(id__gt=last)[:BATCH]):
        for announcement in batch:
            try:
                match(announcement)
                done += 1
            except SoftTimeLimitExceeded:
                raise
            except Exception:
                # The others need not wait for it; whoever matches next tries it again.
                logger.exception("Announcement %s cannot be matched.", announcement.pk)
        last = batch[-1].pk
    return done


def match(announcement: Announcement) -> int:
    """Store the hits of `announcement`, once; return how many there are."""
    with slow_transaction():
        with attempt("alerts_matching_announcement_id_key") as begun:
            matching = Matching.objects.create(announcement=announcement)
        if begun.is_refused:
            return 0
        matching.hits = _searches(announcement) + introduce(announcement)
        matching.save(update_fields=["hits"])
        return matching.hits


def introduce(announcement: Announcement) -> int:
    """Store the introductions that `announcement` gives cause for, on both sides; return how many there are."""
    if announcement.change == Announcement.Change.HIDDEN:
        return 0
    introduced = [kind.code for kind in kinds.registered() if kind.is_introduced]
    return _execute(INTRODUCTIONS, _facts(announcement) | {"kinds": introduced, "most": MOST_INTRODUCTIONS})


def search_parameters(announcement: Announcement) -> dict[str, Any]:
    """What `SEARCHES` is filled in with to find who follows what was announced."""
    return _facts(announcement) | {"author": announcement.author_id} | roles.sql_parameters()


def _searches(announcement):
    if announcement.change == Announcement.Change.HIDDEN or not announcement.is_material:
        return 0
    return _execute(SEARCHES, search_parameters(announcement))


def _facts(announcement):
    return {"announcement": announcement.pk, "record": announcement.record, "at": announcement.at}


def _execute(statement, parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount
