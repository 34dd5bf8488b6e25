"""What rooms show on the home page beside the index, which knows none of them: each in a module `home_sections`."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest


class HomeSection(NamedTuple):
    """A part of the page: a template, and what it needs; `state` names what is shown, so that no old page stays."""

    template: str
    context: dict
    state: str


_registered: list[Callable[[], HomeSection | None]] = []


def section(function: Callable[[], HomeSection | None]) -> Callable[[], HomeSection | None]:
    """Have the decorated function make a part that every reader sees, or None where there is nothing to show."""
    _registered.append(function)
    return function


def sections(request: HttpRequest) -> list[HomeSection]:
    """The parts that have something to show; made once for a request, so that `state` names what its page shows."""
    if (kept := getattr(request, "home_sections", None)) is not None:
        return kept
    made = [found for function in _registered if (found := function())]
    request.home_sections = made  # type: ignore[attr-defined]
    return made


def state(request: HttpRequest) -> str:
    """A name for what the parts show now; another one as soon as something of it is taken back."""
    return "|".join(part.state for part in sections(request))
