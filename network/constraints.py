"""What the database refuses, by the name of the constraint: nothing else of such an error says what happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.db import IntegrityError, transaction


def broken(error: IntegrityError) -> str:
    """The name of the constraint that was broken; empty where the database names none."""
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""


@dataclass
class Attempt:
    """Whether the database refused it."""

    is_refused: bool = False


@contextmanager
def attempt(constraint: str) -> Iterator[Attempt]:
    """Do what is in the block, unless that would break `constraint`: then nothing of it is done.

    Raises IntegrityError for any other constraint.
    """
    outcome = Attempt()
    try:
        with transaction.atomic():
            yield outcome
    except IntegrityError as error:
        if broken(error) != constraint:
            raise
        outcome.is_refused = True
