"""The admin of this room: the desk, and the file of decisions."""

from network.moderation.admin.decisions import DecisionAdmin
from network.moderation.admin.desk import Desk

__all__ = ["DecisionAdmin", "Desk"]
