"""Tables for other programs (CSV, RFC 4180). Nothing in them is run as a formula."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

# A cell that begins with one of these is run as a formula by spreadsheets (OWASP ASVS v5.0.0-1.2.10).
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\0")
# Spreadsheets take a file without this mark for one in another encoding.
UTF_8 = "\ufeff"


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """The text of a table with the names of its `columns` and its `rows`."""
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(columns)
    for cells in rows:
        lines.writerow(map(harmless, cells))
    return file.getvalue()


def harmless(cell: str) -> str:
    """`cell` with an apostrophe before whatever a spreadsheet would run."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


def attachment(text: str, name: str) -> HttpResponse:
    """The table `text` as a file to be kept under `name`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(UTF_8 + text, content_type="text/csv; charset=utf-8", headers=headers)
