"""The models of the room, by name."""

from practices.models.adoption import Adoption, Result, Voice
from practices.models.answers import SideAnswer
from practices.models.practice import (
    ADOPTED,
    Attachment,
    Cooperation,
    EvidenceLevel,
    Practice,
    PracticeType,
    Scope,
    Source,
)

__all__ = [
    "ADOPTED",
    "Adoption",
    "Attachment",
    "Cooperation",
    "EvidenceLevel",
    "Practice",
    "PracticeType",
    "Result",
    "Scope",
    "SideAnswer",
    "Source",
    "Voice",
]
