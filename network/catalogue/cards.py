"""Cards: what one audience may see of a record, without a way back to the record.

Whatever renders (templates, feeds, mails, exports, the index) receives cards, so that it cannot show what it
was not given. The rule of who sees which field stands in one table per kind, `FIELDS`.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

from django.db.models import Choices

from network.catalogue import vocabulary
from network.catalogue.audiences import Audience


class Prose(Enum):
    """How sentences are written, and so shown."""

    PLAIN = "plain"
    MARKDOWN = "markdown"


@dataclass(frozen=True)
class Field:
    """How far one field may be shown: at most to `ceiling`; to `default` until its owner chooses.

    `vocabulary` says what the field's codes stand for: a dimension of the vocabulary, or an enumeration; None
    for plain values. Where an item has several parts, that holds for its `code`, and `parts` says it of others. A field
    that `holds_files` says of each its key, name, media type and size. What `is_guarded` is on no card: a page of its
    own asks for more than membership. Files of a field with `noted_as` need a second factor, and its owner sees who
    had one, under that name (`Look.What`). A field with `prose` holds sentences of its owner.
    """

    ceiling: Audience
    default: Audience | None = None
    vocabulary: str | type[Choices] | None = None
    holds_files: bool = False
    is_guarded: bool = False
    noted_as: str | None = None
    prose: Prose | None = None
    parts: Mapping[str, type[Choices]] = dataclasses.field(default_factory=dict, hash=False)

    def part(self, name: str) -> "Field":
        """The part `name` of an item, as if it were a field."""
        return dataclasses.replace(self, vocabulary=self.parts.get(name, self.vocabulary if name == "code" else None))

    def label(self, code: Any) -> str:
        """What people call `code` of this field, in the current language; plain values as they are."""
        if isinstance(self.vocabulary, type):
            return str(self.vocabulary(code).label)
        return vocabulary.label(self.vocabulary, code) if self.vocabulary else str(code)

    @property
    def needs_second_factor(self) -> bool:
        """Whether its files are for those only who have used a second factor."""
        return self.noted_as is not None

    @property
    def is_choice(self) -> bool:
        """Whether the field holds one member of an enumeration."""
        return isinstance(self.vocabulary, type)

    def level(self, choice: int | None = None) -> Audience:
        """The audience in force: the owner's `choice` (or the default), never above the ceiling."""
        wanted = self.default if choice is None else choice
        return self.ceiling if wanted is None else min(self.ceiling, Audience(wanted))


class Card:
    """The fields of one record that one audience may see.

    A hidden field and an unknown one are the same: AttributeError, which a template prints as nothing.
    A card cannot be changed, and cannot be pickled into a cache that another audience reads.
    """

    __slots__ = ("_fields", "address", "audience", "key", "kind")

    def __init__(self, *, kind: str, key: str, audience: Audience, address: str, fields: Mapping[str, Any]):
        for name, value in (("kind", kind), ("key", key), ("audience", audience), ("address", address)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_fields", frozen(fields))

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        raise AttributeError("A card cannot be changed.")

    def __reduce__(self):
        raise TypeError("A card is for one audience and is never stored.")

    def __iter__(self):
        return iter(self._fields)

    def extended(self, **fields: Any) -> "Card":
        """A card with `fields` as well: facts about the record that are public wherever the card is."""
        card = Card(kind=self.kind, key=self.key, audience=self.audience, address=self.address, fields=fields)
        # What stands on a card is frozen: each of the fourteen entries of a record is made of one, in several steps.
        object.__setattr__(card, "_fields", MappingProxyType({**self._fields, **card._fields}))
        return card

    def get(self, name: str, default: Any = None) -> Any:
        """The value of `name`, or `default` where it is hidden or unknown."""
        return self._fields.get(name, default)


def frozen(value: Any) -> Any:
    """Return JSON-like `value` with every list a tuple and every dict read-only; what is read-only is so throughout."""
    if isinstance(value, dict):
        return MappingProxyType({name: frozen(item) for name, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(map(frozen, value))
    return value


def visible(
    content: Mapping[str, Any], fields: Mapping[str, Field], choices: Mapping[str, Any], audience: Audience
) -> dict[str, Any]:
    """Return the part of `content` that `audience` may see.

    `fields` maps names to `Field`, `choices` maps names to the audience their owner chose. A name that is not
    in `fields` is for staff only, and what is guarded is left out.
    """
    return _reached(content, fields, choices, audience, is_guarded=False)


def guarded(
    content: Mapping[str, Any], fields: Mapping[str, Field], choices: Mapping[str, Any], audience: Audience
) -> dict[str, Any]:
    """Return the guarded part of `content` that `audience` may see after whatever its page asks for."""
    return _reached(content, fields, choices, audience, is_guarded=True)


def _reached(content, fields, choices, audience, *, is_guarded):
    known = {name: value for name, value in content.items() if name in fields}
    return {
        name: value
        for name, value in known.items()
        if fields[name].is_guarded == is_guarded and fields[name].level(choices.get(name)) >= audience
    }
