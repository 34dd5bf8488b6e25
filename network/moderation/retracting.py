"""What is left of something approved when its owner takes it back, or a part of it."""

from typing import Any

from network.catalogue.cards import Field
from network.moderation.content import EMPTY


def what_is_left(field: Field, approved: Any, present: Any) -> Any:
    """The part of the `approved` value of `field` (a `Field`) that the working copy, where it is `present`, still has.

    Of a list the items that are still there, of what has parts the parts that are still filled in, of any other text
    or number all of it unless it was emptied: another one in its place waits for approval. Of files and of what is
    guarded nothing that was replaced is left either, because the old one may by now lead to somebody else.
    """
    if isinstance(approved, list):
        names = {_name(item) for item in present}
        return [item for item in approved if _name(item) in names]
    if field.holds_files or field.is_guarded:
        return approved if _name(approved) == _name(present) else None
    if isinstance(approved, dict):
        return {part: value for part, value in approved.items() if present.get(part)}
    return None if present in EMPTY else approved


def _name(item):
    """What stays the same of an item whose other facts change: its key or its code."""
    return item.get("key") or item.get("code") if isinstance(item, dict) else item
