"""What a kind of record adds to what all records do, said by the kind in one place, as its `HOOKS`.

A room that others build on offers functions; a kind names those that it wants, in the order in which they are called.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hooks:
    """Functions that take the record first. Those of a step are called in its transaction.

    What is shown, to whom:
    `hidden_from(record, audience, content)` says whether the audience sees nothing of the record at all;
    `narrowing(record, content, choices)` gives the audiences of fields, where one follows from another;
    `card_parts(record)` asks once whatever the cards of all readers need, and gives a function
    (card, content, choices) → facts that are added to a card.

    What belongs to a step:
    `obstacles(record)` gives sentences about what keeps it from being approved;
    `before_publication(record)` sets what it needs from its first publication on; the caller saves;
    `after_submission(record)` is called when it begins to wait for review, also after a granted appeal;
    `after_change(record)` is called when the catalogue shows it differently, or not at all any more.
    """

    hidden_from: tuple[Callable, ...] = ()
    narrowing: tuple[Callable, ...] = ()
    card_parts: tuple[Callable, ...] = ()
    obstacles: tuple[Callable, ...] = ()
    before_publication: tuple[Callable, ...] = ()
    after_submission: tuple[Callable, ...] = ()
    after_change: tuple[Callable, ...] = ()
