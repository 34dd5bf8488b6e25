"""Sentences that rooms say on pages of records of a room below them, which knows nothing of it: each for one reader.

A room registers its function in its `kind.py`, which is found for every room.
"""

from collections import defaultdict
from collections.abc import Callable

from django.utils.functional import Promise

from network.catalogue.cards import Card

Says = Callable[[Card], str | Promise]
_functions: dict[str, list[Says]] = defaultdict(list)


def says_beside(kind: str) -> Callable[[Says], Says]:
    """Have the decorated function say something beside each card of `kind`, to those who read it, or nothing."""

    def note(function: Says) -> Says:
        _functions[kind].append(function)
        return function

    return note


def sentences(card: Card) -> list[str | Promise]:
    """What is said beside `card`."""
    return [sentence for function in _functions[card.kind] if (sentence := function(card))]
