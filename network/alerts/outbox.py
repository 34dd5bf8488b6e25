"""The outbox as a queue: claiming, the last look, and how each message ends. All clocks are the database's.

Claims are leases. A message is handed to the mail server only between a commit of `wire_at` and a commit of how it
ended, so that after any crash the rows tell which were certainly not sent and which few are in doubt.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from network import cleaning
from network.alerts.models import Message

if TYPE_CHECKING:
    from network.alerts.letters import Letter

BATCH = 50
MOST_ATTEMPTS = 8

# Leases rows of runs that nobody holds; two workers never get the same row (SKIP LOCKED). Materialized, because
# PostgreSQL may run a subquery with a limit more than once and then lease more rows than asked for.
CLAIM = """
WITH ready AS MATERIALIZED (
    SELECT m.id FROM alerts_message m
    WHERE m.state = 'pending' AND m.not_before <= clock_timestamp() AND (m.run_id IS NULL OR m.run_id IN (
        SELECT id FROM alerts_run WHERE state NOT IN ('held', 'stopped')
    ))
    ORDER BY m.not_before, m.id FOR UPDATE OF m SKIP LOCKED LIMIT %(size)s
)
UPDATE alerts_message m SET state = 'leased', lease_owner = %(owner)s, attempts = attempts + 1, wire_at = NULL,
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
FROM ready WHERE m.id = ready.id
RETURNING m.id
"""

# The last look. Only a row that is still ours goes on the wire, and only while its reader wants it, nobody holds the
# run, nothing is paused, the address is not suppressed, and every index row that the text rests on is there.
LAST_LOOK = """
UPDATE alerts_message m SET wire_at = clock_timestamp(),
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE m.id = %(id)s AND m.state = 'leased' AND m.lease_owner = %(owner)s AND m.lease_until > clock_timestamp()
    AND (m.run_id IS NULL OR EXISTS (
        SELECT FROM alerts_run r WHERE r.id = m.run_id AND r.state NOT IN ('held', 'stopped')
    ))
    AND NOT EXISTS (SELECT FROM alerts_mailswitch WHERE is_paused)
    AND EXISTS (
        SELECT FROM alerts_subscriber p LEFT JOIN accounts_user u ON u.id = p.user_id
        WHERE p.id = m.subscriber_id AND lower(COALESCE(u.email, p.email)) = lower(%(recipient)s)
            AND (p.stopped_at IS NULL OR m.kind = 'confirmation') AND u.is_active IS NOT FALSE
    )
    AND NOT EXISTS (SELECT FROM alerts_suppression WHERE digest = ANY (%(digests)s))
    AND (SELECT count(*) FROM catalogue_entry WHERE id = ANY (%(rests_on)s)) = cardinality(%(rests_on)s::bigint[])
"""

# What was leased and never went on the wire was certainly not sent; what did is in doubt.
REAP = """
UPDATE alerts_message SET
    state = CASE WHEN wire_at IS NULL THEN 'pending' ELSE 'in_doubt' END, lease_owner = '', lease_until = NULL
WHERE state = 'leased' AND lease_until <= clock_timestamp()
"""

# Match alerts and confirmations are sent once more, digests are held for staff.
RESEND = """
UPDATE alerts_message SET state = 'pending', resends = resends + 1, not_before = clock_timestamp()
WHERE state = 'in_doubt' AND kind <> 'digest' AND resends = 0
    AND wire_at <= clock_timestamp() - make_interval(secs => %(doubt)s)
"""

# Whatever is not leased any more by us stays as somebody else left it.
SETTLE = """
UPDATE alerts_message SET state = %(state)s, reason = %(reason)s, lease_owner = '', lease_until = NULL,
    ended_at = CASE WHEN %(state)s <> 'in_doubt' THEN clock_timestamp() END,
    wire_at = CASE WHEN %(state)s IN ('sent', 'in_doubt') THEN wire_at END,
    feedback = CASE WHEN %(feedback)s = '' THEN feedback ELSE %(feedback)s END
WHERE id = %(id)s AND lease_owner = %(owner)s AND state = 'leased'
"""

# Back into the queue: after 2, 4, 8 … minutes with a little chance in it, so that not all come back together.
POSTPONE = """
UPDATE alerts_message SET state = 'pending', reason = %(reason)s, lease_owner = '', lease_until = NULL, wire_at = NULL,
    attempts = attempts - %(forgiven)s,
    not_before = clock_timestamp() + make_interval(secs => %(seconds)s * (0.8 + 0.4 * random()))
WHERE id = %(id)s AND lease_owner = %(owner)s AND state = 'leased' AND (wire_at IS NULL OR %(was_refused)s)
"""

# What a sender who stops has not handed over.
RELEASE = """
UPDATE alerts_message SET state = 'pending', lease_owner = '', lease_until = NULL, attempts = attempts - 1,
    not_before = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE lease_owner = %(owner)s AND state = 'leased' AND wire_at IS NULL
"""

# A row that is not where we left it: stopped, suppressed, hidden, or not ours any more.
STANDING = """
SELECT m.state = 'leased' AND m.lease_owner = %(owner)s AND m.lease_until > clock_timestamp(),
    EXISTS (SELECT FROM alerts_mailswitch WHERE is_paused)
        OR COALESCE((SELECT r.state IN ('held', 'stopped') FROM alerts_run r WHERE r.id = m.run_id), false),
    m.subscriber_id IS NULL OR NOT EXISTS (
        SELECT FROM alerts_subscriber p LEFT JOIN accounts_user u ON u.id = p.user_id
        WHERE p.id = m.subscriber_id AND (p.stopped_at IS NULL OR m.kind = 'confirmation') AND u.is_active IS NOT FALSE
    ),
    EXISTS (SELECT FROM alerts_suppression WHERE digest = ANY (%(digests)s))
FROM alerts_message m WHERE m.id = %(id)s
"""


def claim(owner: str) -> list[Message]:
    """Lease at most `BATCH` messages that are ready, for `owner`."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"owner": owner, "lease": settings.MAIL_LEASE_SECONDS, "size": BATCH})
        ids = [row[0] for row in cursor.fetchall()]
    return list(Message.objects.filter(pk__in=ids).order_by("not_before", "pk"))


def may_leave(message: Message, owner: str, letter: "Letter", digests: list[str]) -> bool:
    """The last look: commit that `letter` goes on the wire now, or return False when it must not."""
    return _execute(
        LAST_LOOK,
        id=message.pk,
        owner=owner,
        lease=settings.MAIL_LEASE_SECONDS,
        recipient=letter.recipient,
        digests=digests,
        rests_on=sorted(letter.rests_on),
    )


def standing(message: Message, owner: str, digests: list[str]) -> str:
    """Why a message may not leave: "lost" (not ours any more), "held", "stopped", "suppressed", or "changed"."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"id": message.pk, "owner": owner, "digests": digests})
        is_ours, is_held, is_stopped, is_suppressed = cursor.fetchone() or (False, False, False, False)
    if not is_ours:
        return "lost"
    if is_held:
        return "held"
    if is_stopped:
        return "stopped"
    return "suppressed" if is_suppressed else "changed"


def settle(message: Message, owner: str, state: str, reason: str = "", feedback: str = "") -> bool:
    """Let `message` end in `state` for `reason`; False when it was not ours any more."""
    parameters = {"state": state, "reason": cleaning.one_line(reason)[:200], "feedback": feedback}
    return _execute(SETTLE, id=message.pk, owner=owner, **parameters)


def postpone(
    message: Message,
    owner: str,
    reason: str,
    seconds: float | None = None,
    *,
    forgiven: bool = False,
    was_refused: bool = True,
) -> bool:
    """Try again later: after `seconds`, by default longer each time; `forgiven` attempts are not counted.

    With `was_refused` false nobody knows what the server thinks: a message that was on the wire stays in doubt.
    """
    seconds = 60 * 2**message.attempts if seconds is None else seconds
    parameters = {
        "reason": cleaning.one_line(reason)[:200],
        "seconds": seconds,
        "forgiven": int(forgiven),
        "was_refused": was_refused,
    }
    return _execute(POSTPONE, id=message.pk, owner=owner, **parameters)


def release(owner: str, seconds: float = 0) -> None:
    """Put everything back that `owner` holds and has not handed over, to be claimed after `seconds`."""
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, {"owner": owner, "seconds": seconds})


def reap() -> int:
    """Take back what expired leases hold, and send once more what may be; return how many rows moved."""
    with connection.cursor() as cursor:
        cursor.execute(REAP)
        moved = cursor.rowcount
        cursor.execute(RESEND, {"doubt": settings.MAIL_DOUBT_SECONDS})
        return moved + cursor.rowcount


def _execute(statement, **parameters) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount == 1
