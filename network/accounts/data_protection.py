"""What is kept about people, model by model: what they get of it, what erasure does with it, how long it stays.

Each room registers its own models in a module `personal_data`, with the function that erases them. A model that
nobody registered fails a test.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from network.accounts.models import User

REGISTRY: dict[type[Model], "Kept"] = {}
IMPERSONAL: set[type[Model]] = set()
ERASERS: list[Callable] = []
ENCLOSURES: list[Callable] = []


@dataclass(frozen=True)
class Kept:
    """One model. `path` leads from it to the person, `exported` names the columns that they get of each row.

    Where columns do not tell all, `describe` makes what they get of one row. Where no one path leads to the person,
    because a row is about two, `path` is a function from the user to a queryset.
    `erased` and `period` say in words what erasure does with its rows, and how long they stay without it.
    """

    model: type[Model]
    path: str | Callable
    exported: tuple
    erased: str
    period: str
    describe: Callable[[Model], dict] | None = None

    @property
    def name(self) -> str:
        """What people call such rows."""
        return self.model._meta.verbose_name_plural

    def of(self, user):
        """The rows about `user`."""
        if callable(self.path):
            return self.path(user).order_by("pk")
        return self.model._default_manager.filter(**{self.path: user.pk}).order_by("pk")

    def export(self, user) -> list[dict]:
        """What `user` gets of the rows about them."""
        if self.describe:
            return [self.describe(row) for row in self.of(user)]
        return list(self.of(user).values(*self.exported)) if self.exported else []


def register(model, path, *, exported=(), erased, period, describe=None):
    """Note what is done with the rows of `model`, which belong to the user at the look-up `path`; see `Kept`."""
    REGISTRY[model] = Kept(model, path, tuple(exported), erased, period, describe)


def impersonal(*models):
    """Note that the rows of `models` tell nothing about a person."""
    IMPERSONAL.update(models)


def eraser(function):
    """Have `function(user, take_down)` called when `user` is erased; rooms that build on others go first.

    `take_down` says whether contributions that are published go as well.
    """
    ERASERS.append(function)
    return function


def enclosure(function):
    """Have the files that `function(user)` yields, as pairs of a name and bytes, put into the copy of their data."""
    ENCLOSURES.append(function)
    return function


def export(user, note=lambda done, total: None) -> dict:
    """Everything that is registered about `user` as JSON-like values, by name of the model.

    `note` is called after each model with how many are done and how many there are.
    """
    found = {}
    for done, kept in enumerate(REGISTRY.values(), start=1):
        if rows := kept.export(user):
            found[kept.model._meta.label_lower] = rows
        note(done, len(REGISTRY))
    return found


def enclosures(user):
    """Every file of `user`, as pairs of a name and the bytes."""
    for function in ENCLOSURES:
        yield from function(user)


def erase(user: User, *, take_down=False):
    """Erase everything about `user`; call in a transaction. What stays names them by a number only."""
    for function in reversed(ERASERS):
        function(user, take_down)
