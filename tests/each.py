"""One test for many things, each of which costs less to look at than a test costs to run."""

from collections.abc import Callable, Mapping
from typing import Any


def each(things: Mapping[str, Any]) -> Callable:
    """Make of a check of one thing a test of all `things` (name → thing) that names the one which fails."""

    def decorate(check):
        def test():
            for name, thing in things.items():
                try:
                    check(thing)
                except AssertionError as error:
                    error.add_note(f"This is about “{name}”.")
                    raise

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return decorate
