"""The file of decisions as a table for other programs."""

import csv
import io
from collections.abc import Iterable

from network.moderation.models import Decision

# A cell that begins with one of these is run as a formula by spreadsheets (OWASP ASVS v5.0.0-1.2.10).
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\0")
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
    """`decisions` with their records as CSV (RFC 4180). People are numbers only."""
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(COLUMNS)
    for decision in decisions:
        record = decision.record
        cells = (
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
        lines.writerow(map(harmless, cells))
    return file.getvalue()


def harmless(cell: str) -> str:
    """`cell` with an apostrophe before whatever a spreadsheet would run."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
