"""What the reader's own page shows beside their records. Each room adds its part in a module `my_page`.

Rooms need not know each other: the page asks everything that is registered here, in the order of `place`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from network.accounts.models import User


class Waiting(NamedTuple):
    """Something that waits for the reader: a sentence that is a link to where it can be done."""

    text: str
    address: str


class Panel(NamedTuple):
    """A part of the page: a template, and what it needs."""

    template: str
    context: dict


_waiting: list[tuple[int, Callable[[User], Iterable[Waiting]]]] = []
_panels: list[tuple[int, Callable[[User], Panel | None]]] = []
_figures: list[tuple[int, Callable[[Mapping[str, str]], Mapping[str, str]]]] = []


def waits(*, place: int):
    """Have the decorated function say what waits for a user. The lowest `place` comes first."""
    return _adder(_waiting, place)


def panel(*, place: int):
    """Have the decorated function make a panel for a user, or None where it has nothing to show."""
    return _adder(_panels, place)


def figures(*, place: int):
    """Have the decorated function say in a sentence how records of a user (key → kind) are used; key → sentence."""
    return _adder(_figures, place)


def _adder(functions, place):
    def add(function):
        functions.append((place, function))
        return function

    return add


def waiting_for(user: User) -> list[Waiting]:
    """All that waits for `user`."""
    return [found for function in _ordered(_waiting) for found in function(user)]


def panels_for(user: User) -> list[Panel]:
    """The panels that have something to show to `user`."""
    made = (function(user) for function in _ordered(_panels))
    return [found for found in made if found]


def figures_of(records: Mapping[str, str]) -> dict[str, list[str]]:
    """The sentences about each of `records` (key → kind)."""
    told = [function(records) for function in _ordered(_figures)]
    return {key: [sentences[key] for sentences in told if key in sentences] for key in records}


def _ordered(functions) -> Iterator[Callable]:
    return (function for _place, function in sorted(functions, key=lambda pair: pair[0]))
