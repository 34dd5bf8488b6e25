"""Who follows what (`following`), and the mail that leaves (`delivery`)."""

from network.alerts.models.delivery import (
    MailEvent,
    MailSwitch,
    Message,
    Run,
    State,
    Suppression,
)
from network.alerts.models.following import (
    Frequency,
    Hit,
    Interest,
    Introduction,
    Matching,
    Pivot,
    Purpose,
    StoredSearch,
    Subscriber,
    Subscription,
)

__all__ = [
    "Frequency",
    "Hit",
    "Interest",
    "Introduction",
    "MailEvent",
    "MailSwitch",
    "Matching",
    "Message",
    "Pivot",
    "Purpose",
    "Run",
    "State",
    "StoredSearch",
    "Subscriber",
    "Subscription",
    "Suppression",
]
