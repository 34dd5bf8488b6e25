"""The latest exchanges that took place, on the home page: as both sides let everyone know of them, without names."""

from network.catalogue.home_sections import HomeSection, section
from network.exchange.agreements import outcomes

NEWEST = 3


@section
def newest() -> HomeSection | None:
    """The newest public sentences. Whose agreement was withdrawn is gone with the next look."""
    found = outcomes.latest(NEWEST)
    return HomeSection("exchange/_newest_outcomes.html", {"outcomes": found}, state=repr(found)) if found else None
