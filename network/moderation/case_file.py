"""The file of decisions as a table for other programs."""

from collections.abc import Iterable

from network import spreadsheets
from network.moderation.models import Decision

COLUMNS = (
    "decided_at",
    "decision",
    "kind",
    "record",
    "heading",
    "author",
    "decided_by",
    "confirmed_by",
    "grounds",
    "reason",
)


def table(decisions: Iterable[Decision]) -> str:
    """`decisions` with their records. People are numbers only."""
    return spreadsheets.as_csv(COLUMNS, map(_cells, decisions))


def _cells(decision):
    record = decision.record
    return (
        decision.at.isoformat(timespec="seconds"),
        decision.action,
        record.kind,
        record.key,
        record.heading,
        f"user-{record.author_id}",
        f"user-{decision.by_id}",
        f"user-{decision.seconded_by_id}" if decision.seconded_by_id else "",
        " ".join(decision.grounds),
        decision.reason,
    )
