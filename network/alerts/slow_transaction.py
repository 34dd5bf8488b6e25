"""Transactions of background tasks whose statements may take longer than those of a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# A page gives a statement five seconds; matching against a million searches may take more. Below the limit of tasks.
SECONDS = 90


@contextmanager
def slow_transaction() -> Iterator[None]:
    """A transaction in which each statement may take `SECONDS`."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{SECONDS}s"])
        yield
