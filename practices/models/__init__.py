"""The models of the room, by name."""

from practices.models.practice import (
    Attachment,
    Cooperation,
    EvidenceLevel,
    Practice,
    PracticeType,
    Scope,
    Source,
)

__all__ = ["Attachment", "Cooperation", "EvidenceLevel", "Practice", "PracticeType", "Scope", "Source"]
