"""From an offer or a request (`opportunities`) by way of an answer (`answers`) to an exchange and its evaluation."""

from network.exchange.choices import Authority, Direction, Recipient, Sensitivity
from network.exchange.models.answers import Answer, Side
from network.exchange.models.evaluations import Evaluation, FollowUp
from network.exchange.models.exchanges import OVER, Exchange, Proposal, Stage
from network.exchange.models.opportunities import Cost, Opportunity
from network.exchange.models.responsiveness import Responsiveness

__all__ = [
    "OVER",
    "Answer",
    "Authority",
    "Cost",
    "Direction",
    "Evaluation",
    "Exchange",
    "FollowUp",
    "Opportunity",
    "Proposal",
    "Recipient",
    "Responsiveness",
    "Sensitivity",
    "Side",
    "Stage",
]
