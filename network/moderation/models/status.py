"""Where a record stands, why a step cannot be taken, and holding rows while one is."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, models, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

Takes = ParamSpec("Takes")
Gives = TypeVar("Gives")


class Status(models.TextChoices):
    """Where the working copy stands. Whether something is public says `live`, not this."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for review")
    RETURNED = "returned", _("Changes requested")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("Refused")
    SUSPENDED = "suspended", _("Suspended")


# What an edit does not change: the author may work on, but only a moderator opens the way again.
KEPT_WHEN_EDITED = {Status.RETURNED, Status.REFUSED, Status.SUSPENDED}
CLOSED = {Status.REFUSED, Status.SUSPENDED}


HELD = _("Someone else is changing this. Your change was not saved. Try again in a minute.")
OF_YOUR_OWN = _("You cannot decide on your own contribution. Ask another moderator.")


class NotPossible(Exception):
    """A step that the record's present state does not allow."""


class Gone(NotPossible):
    """The record was deleted after it was read."""


class AlreadyDecided(NotPossible):
    """Somebody decided, or the author edited, after the page that asks for this decision was opened."""


def step(function: Callable[Takes, Gives]) -> Callable[Takes, Gives]:
    """Make `function` one step: a transaction that raises NotPossible where others hold what it needs for too long."""

    @wraps(function)
    def take(*args: Takes.args, **kwargs: Takes.kwargs) -> Gives:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                raise
            raise NotPossible(HELD) from error

    return take


def attempt(function: Callable[[], object], attempts: int = 1) -> None:
    """Call `function`, which holds rows to the end of the transaction; others may refer to them meanwhile.

    Raises NotPossible when somebody else holds one for longer than the database waits, `attempts` times.
    """
    for _attempt in range(attempts):
        with suppress(OperationalError), transaction.atomic():
            function()
            return
    raise NotPossible(HELD)


def hold(rows: models.QuerySet, attempts: int = 1) -> None:
    """Hold `rows`; see `attempt`."""
    attempt(lambda: list(rows.select_for_update(no_key=True)), attempts)
