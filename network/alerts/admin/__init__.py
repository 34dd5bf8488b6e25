"""What staff see of the alerts: the board of runs, the outbox, and who follows what, without anybody's address."""

from network.alerts.admin import board, following, outbox

__all__ = ["board", "following", "outbox"]
