"""Records, their approved versions, and the decisions about them.

A record's own row is its author's working copy. What the public sees is made from `live`, the version that a
moderator approved; a later edit waits in the row until it is approved in turn.
"""

from network.moderation.models.corrections import Correction, may_be_corrected
from network.moderation.models.decisions import Appeal, Assignment, Decision, Proposal, Version
from network.moderation.models.openings import Opening
from network.moderation.models.records import Filing, Record, record_models
from network.moderation.models.status import OF_YOUR_OWN, AlreadyDecided, NotPossible, Status, hold, step
from network.moderation.models.unsaved import UnsavedStep
from network.moderation.models.working_copy import Missing

__all__ = [
    "OF_YOUR_OWN",
    "AlreadyDecided",
    "Appeal",
    "Assignment",
    "Correction",
    "Decision",
    "Filing",
    "Missing",
    "NotPossible",
    "Opening",
    "Proposal",
    "Record",
    "Status",
    "UnsavedStep",
    "Version",
    "hold",
    "may_be_corrected",
    "record_models",
    "step",
]
