"""What must hold after chaos, whatever happened: pure functions over rows and the log of the sink, no database.

The log is the truth about what left; the rows are what the portal believes.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.sink import is_unknown

# Seconds between a commit and the last look of a sender whose statement had begun before it.
GRACE = 0.5
ENDS = {"sent", "failed", "skipped", "in_doubt"}


class Row(NamedTuple):
    """One message of the outbox as it ended; times are seconds."""

    name: str  # its Message-ID
    kind: str
    run: int
    reader: int
    state: str
    reason: str = ""
    resends: int = 0
    wire_at: float | None = None


@dataclass
class Story:
    """All that is known when everything is over."""

    log: list  # (message id, recipient) in the order of acceptance
    rows: list
    addresses: dict  # by reader
    owed: set = field(default_factory=set)  # (reader, record) that somebody should have been told
    told: set = field(default_factory=set)  # (reader, record) that some message of that reader tells
    planned: dict = field(default_factory=dict)  # by run: how many the planner counted
    stopped: dict = field(default_factory=dict)  # by reader: when it was certain that they had unsubscribed
    withdrawn_at: float = float("inf")
    lonely: set = field(default_factory=set)  # readers who are told of nothing but the withdrawn record
    suppressed: set = field(default_factory=set)  # addresses

    def copies(self) -> Counter:
        """How often each message was accepted."""
        return Counter(name for name, _recipient in self.log)


def complaints(story) -> list[str]:
    """Every promise that was broken, in words; an empty list is what we want."""
    copies, found = story.copies(), []
    for row in story.rows:
        found += [f"{row.kind} {row.name}: {complaint}" for complaint in _of_row(story, row, copies[row.name])]
    return found + list(_of_plan(story)) + list(_of_log(story))


def _of_row(story, row, copies):
    is_bad = is_unknown(story.addresses[row.reader])
    if row.state not in ENDS:
        yield f"is still {row.state}"
    if row.state in {"failed", "skipped"} and not row.reason:
        yield f"{row.state} without a reason"
    if row.state == "sent" and not copies:
        yield "is called sent, and the server never accepted it"
    if row.state in {"skipped", "failed"} and copies > row.resends:
        yield f"is called {row.state}, and was accepted {copies} times"
    if row.kind == "digest" and (copies > 1 or row.resends):
        yield f"a digest was accepted {copies} times and sent again {row.resends} times"
    if row.kind == "alert" and copies > 1 + row.resends:
        yield f"an alert was accepted {copies} times, and sent again on doubt {row.resends} times"
    if row.resends > 1:
        yield f"was sent again {row.resends} times"
    if row.kind == "alert" and row.state == "in_doubt" and not row.resends:
        yield "an alert in doubt was not sent again"
    if is_bad and (copies or row.state not in {"failed", "skipped"}):
        yield f"its address does not exist, and it is {row.state}, accepted {copies} times"
    if is_bad and "5.1.1" in row.reason and story.addresses[row.reader] not in story.suppressed:
        yield "its address was refused for ever, and is not suppressed"
    if row.wire_at and row.wire_at > story.stopped.get(row.reader, float("inf")) + GRACE:
        yield "left after its reader had unsubscribed"
    if row.wire_at and row.reader in story.lonely and row.wire_at > story.withdrawn_at + GRACE:
        yield "left after what it tells had been withdrawn"
    if row.state == "skipped" and not _may_skip(story, row, is_bad):
        yield f"was skipped ({row.reason}) without cause"


def _may_skip(story, row, is_bad):
    return (
        row.reader in story.stopped
        or (is_bad and story.addresses[row.reader] in story.suppressed)
        or (row.reader in story.lonely and story.withdrawn_at < float("inf"))
    )


def _of_plan(story):
    for (run, reader), count in Counter((row.run, row.reader) for row in story.rows).items():
        if count > 1:
            yield f"run {run} has {count} messages for reader {reader}"
    rows = Counter(row.run for row in story.rows)
    for run, planned in story.planned.items():
        if planned != rows[run]:
            yield f"run {run} counted {planned} messages and has {rows[run]}"
    for reader, record in sorted(story.owed - story.told):
        if reader not in story.stopped:
            yield f"reader {reader} was never told of {record}"


def _of_log(story):
    known = {row.name: story.addresses[row.reader] for row in story.rows}
    for name, recipient in set(story.log):
        if known.get(name) != recipient:
            yield f"{name} went to {recipient}, for whom nothing was planned"


def lost(story) -> dict:
    """By kind: how many messages nobody got and nobody can find out about."""
    copies = story.copies()
    return Counter(row.kind for row in story.rows if row.state == "sent" and not copies[row.name])


def reasons(story) -> str:
    """Why messages were not simply sent, and how many for each reason."""
    found = Counter(f"{row.state}: {row.reason[:60] or '(none)'}" for row in story.rows if row.state != "sent")
    return "\n".join(f"  {count:>6}  {why}" for why, count in sorted(found.items()))


def table(story) -> str:
    """How it went, by kind."""
    copies, silently = story.copies(), lost(story)
    head = ("kind", "messages", "sent", "accepted", "doubles", "lost", "in doubt", "of these none", "skipped", "failed")
    lines = [head]
    for kind in ("digest", "alert"):
        rows = [row for row in story.rows if row.kind == kind]
        states = Counter(row.state for row in rows)
        doubtful = [row for row in rows if row.state == "in_doubt"]
        lines.append(
            (
                kind,
                len(rows),
                states["sent"],
                sum(1 for row in rows if copies[row.name]),
                sum(max(0, copies[row.name] - 1) for row in rows),
                silently[kind],
                len(doubtful),
                sum(1 for row in doubtful if not copies[row.name]),
                states["skipped"],
                states["failed"],
            )
        )
    return "\n".join(
        "".join(f"{cell!s:>{max(9, len(name) + 2)}}" for cell, name in zip(line, head, strict=True)) for line in lines
    )
