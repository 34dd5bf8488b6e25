"""The file of decisions as a table for other programs."""

import csv

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


def write(file, decisions):
    """Write `decisions` with their records into the text `file`, as CSV (RFC 4180). People are numbers only."""
    table = csv.writer(file)
    table.writerow(COLUMNS)
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
        table.writerow(map(harmless, cells))


def harmless(cell) -> str:
    """`cell` with an apostrophe before whatever a spreadsheet would run."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
