"""Sides of a conversation that are an office and no profile: whoever holds it is reached without a name.

Another room registers a type of office. Such a side has the mark "<type>:<code>" in place of the key of a profile.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from network.accounts.models import User


@dataclass(frozen=True)
class Office:
    """What a conversation asks about the offices of one type, each known by its code."""

    type: str
    # Whether a user holds the office `code` now, and can sign in.
    is_held_by: Callable[[str, User], bool]
    # What the other side calls it, in the current language.
    name: Callable[[str], str]
    # Why its holder gets letters about messages.
    why: str | Promise

    def mark(self, code: str) -> str:
        """What stands for the office `code` in a conversation."""
        return f"{self.type}:{code}"


_registered: dict[str, Office] = {}


def register(office: Office) -> None:
    """Add a type of office."""
    _registered[office.type] = office


def find(mark: str) -> tuple[Office, str] | None:
    """The type and the code of the office that `mark` stands for; None where it is the key of a profile."""
    kind, colon, code = mark.partition(":")
    return (_registered[kind], code) if colon and kind in _registered else None
