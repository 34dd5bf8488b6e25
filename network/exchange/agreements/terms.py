"""What two sides agree to at a step: what, when, who bears what, and how many take part.

Stored as JSON with each proposal, and checked here, both when it is proposed and when it is confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.exchange.models import Cost, Stage

# Nobody can say what a visit in four years will cost.
FURTHEST = timedelta(days=3 * 365)
EARLIEST = date(2000, 1, 1)
MOST_PEOPLE = 10_000
NUMBERS = ("people", "women", "days")

# Where a step may lead from each stage. A visit of one day need not be called under way before it is done.
FOLLOWING = {
    "": (Stage.AGREED, Stage.CALLED_OFF),
    Stage.AGREED: (Stage.AGREED, Stage.UNDER_WAY, Stage.DONE, Stage.CALLED_OFF),
    Stage.UNDER_WAY: (Stage.UNDER_WAY, Stage.DONE, Stage.CALLED_OFF),
    Stage.DONE: (),
    Stage.CALLED_OFF: (),
}


@dataclass(frozen=True)
class Terms:
    """`costs` maps items of cost to who bears them. Numbers may be left open until it is done."""

    what: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    costs: Mapping[str, str] = field(default_factory=dict)
    people: int | None = None
    women: int | None = None
    days: int | None = None

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Terms:
        """The terms that `stored` holds as JSON."""
        days = {
            name: date.fromisoformat(stored[name]) if stored.get(name) else None for name in ("starts_on", "ends_on")
        }
        return cls(**{**stored, **days})

    def stored(self) -> dict[str, Any]:
        """The terms as JSON."""
        return asdict(self) | {
            "costs": dict(self.costs),
            "starts_on": self.starts_on.isoformat() if self.starts_on else None,
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
        }

    @property
    def span(self) -> int | None:
        """How many days it lasts, the first and the last among them."""
        return (self.ends_on - self.starts_on).days + 1 if self.starts_on and self.ends_on else None

    def named_costs(self) -> list[tuple[str, str]]:
        """Each item of cost and who bears it, in words, in the order of the items."""
        return [
            (str(item.label), str(Cost.Bearer(self.costs[item]).label)) for item in Cost.Item if self.costs.get(item)
        ]

    def problems(self, stage: str, today: date) -> dict[str, str | Promise]:
        """What contradicts itself, or does not fit `stage` on the day `today`: field → what to do about it."""
        if stage == Stage.CALLED_OFF:
            return {}
        found = self._problems_of_dates(stage, today) | self._problems_of_numbers()
        if not self.what:
            found["what"] = _("Describe in a few words what you agree on.")
        if stage == Stage.DONE:
            for name, question in REQUIRED_WHEN_DONE.items():
                if getattr(self, name) is None:
                    found.setdefault(name, question)
        return found

    def _problems_of_dates(self, stage, today):
        found: dict[str, str | Promise] = {}
        for name, day in (("starts_on", self.starts_on), ("ends_on", self.ends_on)):
            if day is None:
                found[name] = _("Enter a date.")
            elif not EARLIEST <= day <= today + FURTHEST:
                found[name] = _("Enter a date within the next three years.")
        if found:
            return found
        if self.ends_on < self.starts_on:
            found["ends_on"] = _("The last day is before the first day. Correct one of the two.")
        elif stage == Stage.AGREED and self.ends_on < today:
            found["ends_on"] = _("The last day is in the past. Enter the days on which it will take place.")
        elif stage == Stage.UNDER_WAY and self.starts_on > today:
            found["starts_on"] = _("The first day is in the future, so it cannot be under way yet.")
        elif stage == Stage.UNDER_WAY and self.ends_on < today:
            found["ends_on"] = _("The last day is in the past. Propose “Done” instead, or enter a later last day.")
        elif stage == Stage.DONE and self.starts_on > today:
            found["starts_on"] = _("The first day is in the future, so it cannot be done yet.")
        elif stage == Stage.DONE and self.ends_on > today:
            found["ends_on"] = _("The last day is in the future. Wait until then, or enter the day on which it ended.")
        return found

    def _problems_of_numbers(self):
        found: dict[str, str | Promise] = {}
        for name in NUMBERS:
            number = getattr(self, name)
            if number is not None and not 0 <= number <= MOST_PEOPLE:
                found[name] = _("Enter a number from 0 to %(most)s.") % {"most": MOST_PEOPLE}
        if found:
            return found
        if self.people is not None and self.people < 1:
            found["people"] = _("At least one person takes part.")
        if self.days is not None and self.days < 1:
            found["days"] = _("It takes at least one day.")
        if self.women is not None and self.people is not None and self.women > self.people:
            found["women"] = _("There are more women than people. Correct one of the two numbers.")
        if self.days is not None and self.span is not None and 0 < self.span < self.days:
            found["days"] = _("There are not so many days between the first and the last day.")
        return found


REQUIRED_WHEN_DONE = {
    "people": _("Enter how many people took part."),
    "women": _("Enter how many of them were women; 0 if none."),
    "days": _("Enter how many days it took."),
}
