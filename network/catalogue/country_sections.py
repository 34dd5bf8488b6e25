"""What pages of countries show beside the entries of each kind. Each room adds its part in a module `country_sections`.

Rooms need not know each other: the page asks everything that is registered here, in the order of `place`.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from network.accounts.models import User

Reader = User | AnonymousUser


class CountrySection(NamedTuple):
    """A part of the page: a template, and what it needs. The template begins with a heading of the second level."""

    template: str
    context: dict


_registered: list[tuple[int, Callable[[str, Reader], CountrySection | None]]] = []


def section(*, place: int) -> Callable:
    """Have the decorated function make a part for a country (its code) and a reader, or None where there is nothing."""

    def add(function):
        _registered.append((place, function))
        return function

    return add


def sections_for(code: str, reader: Reader) -> list[CountrySection]:
    """The parts that have something to show of the country `code`. The lowest `place` comes first."""
    made = (function(code, reader) for _place, function in sorted(_registered, key=lambda pair: pair[0]))
    return [found for found in made if found]
