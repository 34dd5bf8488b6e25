"""The dimensions by which entries are filed and found. Those that only some kinds have are declared in `kind.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.catalogue.pillars import Pillar

# How long before its end something is said to close soon.
SOON = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """What shared code asks about a dimension.

    `names` gives what people call its codes, in the order in which they stand beside a list; None where the vocabulary
    knows that, or the registry of kinds. Entries have no facet of a dimension that is read from the clock: `by_clock`
    gives for a moment the condition of each code.
    """

    # As it stands in addresses, stored searches and rows; never changed.
    code: str
    label: str | Promise
    # How codes of it, put in place of `%(values)s`, stand in a sentence.
    phrase: str | Promise = "%(values)s"
    names: Callable[[], Mapping[str, str | Promise]] | None = None
    by_clock: Callable[[datetime], Mapping[str, Q]] | None = None


def _pillars():
    return {str(pillar.value): pillar.heading for pillar in Pillar}


def _times():
    return {"upcoming": _("upcoming"), "past": _("past")}


def _coming_or_past(now):
    return {"upcoming": Q(ends_at__gte=now), "past": Q(ends_at__lt=now)}


def _openness():
    return {"open": _("open for answers"), "soon": _("closing within two weeks"), "closed": _("closed")}


def _open_or_closed(now):
    return {
        "open": Q(ends_at__gte=now),
        "soon": Q(ends_at__gte=now, ends_at__lt=now + SOON),
        "closed": Q(ends_at__lt=now),
    }


# In the order in which they stand in an address, in a sentence, and beside a list; those that kinds declare follow.
_registered = {
    dimension.code: dimension
    for dimension in (
        Dimension(code="kind", label=_("Type")),
        Dimension(
            code="pillar", label=_("Pillar of the Strategy"), phrase=_("under pillar %(values)s"), names=_pillars
        ),
        Dimension(code="topic", label=_("Topic"), phrase=_("on %(values)s")),
        Dimension(code="region", label=_("Region"), phrase=_("relating to %(values)s")),
        Dimension(code="country", label=_("Country"), phrase=_("relating to %(values)s")),
        Dimension(code="language", label=_("Language"), phrase=_("in %(values)s")),
        Dimension(code="modality", label=_("Form of cooperation"), phrase=_("through %(values)s")),
        Dimension(
            code="institution",
            label=_("Type of institution"),
            phrase=_("type of institution: %(values)s"),
        ),
        Dimension(code="need", label=_("Wants to learn about"), phrase=_("wanting to learn about %(values)s")),
        Dimension(code="when", label=_("Date"), names=_times, by_clock=_coming_or_past),
        Dimension(code="open", label=_("Closing date"), names=_openness, by_clock=_open_or_closed),
    )
}


def register(dimension: Dimension) -> None:
    """Add a dimension, once for all kinds that have it. Raises ValueError when its code is taken by another one."""
    if _registered.get(dimension.code, dimension) is not dimension:
        raise ValueError(f"There are two dimensions with the code {dimension.code!r}.")
    _registered[dimension.code] = dimension


def get(code: str) -> Dimension:
    """The dimension `code`. Raises KeyError when there is none."""
    return _registered[code]


def codes() -> list[str]:
    """The codes of all dimensions, in their order."""
    return list(_registered)
