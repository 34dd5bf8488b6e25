"""Records, their approved versions, and the decisions about them.

A record's own row is its author's working copy. What the public sees is made from `live`, the version that a
moderator approved; a later edit waits in the row until it is approved in turn.
"""

from network.keys import new_key
from network.moderation.models.decisions import Assignment, Decision, Version
from network.moderation.models.records import (
    AlreadyDecided,
    Filing,
    NotPossible,
    Record,
    Status,
    record_models,
)

__all__ = [
    "AlreadyDecided",
    "Assignment",
    "Decision",
    "Filing",
    "NotPossible",
    "Record",
    "Status",
    "Version",
    "new_key",
    "record_models",
]
