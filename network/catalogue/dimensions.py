"""The dimensions by which entries are filed and found. Those that only some kinds have are declared in `kind.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.catalogue.pillars import Pillar


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """What shared code asks about a dimension.

    `names` gives what people call its codes, in the order in which they stand beside a list; None where the vocabulary
    knows that, or the registry of kinds.
    """

    # As it stands in addresses, stored searches and rows; never changed.
    code: str
    label: str | Promise
    # How codes of it, put in place of `%(values)s`, stand in a sentence.
    phrase: str | Promise = "%(values)s"
    names: Callable[[], Mapping[str, str | Promise]] | None = None


def _pillars():
    return {str(pillar.value): pillar.heading for pillar in Pillar}


def _times():
    return {"upcoming": _("upcoming"), "past": _("past")}


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
        Dimension(code="when", label=_("Date"), names=_times),
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
