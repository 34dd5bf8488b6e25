"""The kinds of record. A room declares each of its kinds in a module `kind`; whatever kinds share reads them here.

`docs/new-kind.md` says how a kind is added. Nothing here knows a kind by its model: that is a value passed through.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from network.catalogue import dimensions
from network.catalogue.dimensions import Dimension
from network.catalogue.orders import NEWEST, TITLE, Order

# What has no safe answer of its own.
MUST_SAY = (
    "label",
    "singular",
    "place",
    "place_in_letters",
    "path",
    "facets",
    "is_person",
    "is_introduced",
    "is_syndicated",
    "contribution",
)
_registered: dict[str, "Kind"] = {}


class Selection(Enum):
    """Which records of a kind a newsletter brings beside the reader's own matches."""

    FEATURED = "featured"  # those that editors marked, published in the period of the newsletter
    COMING = "coming"  # those that take place soon after it
    NEW_AND_OPEN = "new"  # those published in the period that are still open after it


@dataclass(frozen=True, kw_only=True)
class Home:
    """A block of the home page: at most `limit` of what is found by `filters`, pairs of a dimension and codes.

    Without a limit there is no block, but perhaps a figure.
    """

    title: str | Promise = ""
    # The link to the list, which names what it leads to.
    more: str | Promise = ""
    limit: int = 0
    filters: tuple = ()
    has_summaries: bool = True
    # Whether it stands beside what is featured, before the others.
    comes_first: bool = False
    # Whether their number stands among the figures, by region and by country as well.
    is_counted: bool = False
    # Whether the world and the pillars are shown by it; one kind.
    is_mapped: bool = False


@dataclass(frozen=True, kw_only=True)
class Newsletter:
    """A part of the newsletter."""

    heading: str | Promise
    selection: Selection


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """How a member contributes one: what the button says, and the name of the address it leads to."""

    label: str | Promise
    address_name: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What shared code asks about a kind. None stands for what was not said, and is an error of `manage.py check`."""

    # As it stands in addresses, stored searches and rows: at most twelve letters, and never changed.
    code: str
    model: Any
    label: str | Promise | None = None  # in the plural, as lists are headed
    singular: str | Promise | None = None
    # Where it stands among the kinds in menus, filters and on the home page, and among those of a letter.
    place: int | None = None
    place_in_letters: int | None = None
    is_in_menu: bool = True
    # Where its list is, below the language: "practices/".
    path: str | None = None
    # The dimensions by which its list is filtered, which are those that its entries have; and what its entries have
    # besides, to be followed only.
    facets: tuple[str, ...] | None = None
    followed_by: tuple[str, ...] = ()
    # A person: never syndicated, named in no subject, counted with care.
    is_person: bool | None = None
    # Whether members are told of it because it fits their profile.
    is_introduced: bool | None = None
    # Whether it has feeds, and its lists can be downloaded.
    is_syndicated: bool | None = None
    # False where only editors write it.
    contribution: Contribution | bool | None = None

    # Dimensions that not all kinds know, and the orders in which its list can stand, the usual one first.
    dimensions: tuple[Dimension, ...] = ()
    orders: tuple[Order, ...] = (NEWEST, TITLE)
    # Whether who contributed one knows its `topics`, and is introduced to those who look for them.
    tells_expertise: bool = False
    home: Home | None = None
    # Pairs of a dimension and codes: figures and pages of what has something in common leave out all else, and call
    # what they count by this label.
    counted_by: tuple = ()
    counted_label: str | Promise = ""
    newsletter: Newsletter | None = None
    # Of persons: whether the one of the record with a key takes messages from members now.
    takes_messages: Callable[[str], bool] | None = None
    # What search engines are told of a card (schema.org), or None.
    json_ld: Callable | None = None
    # Codes of the kinds that its pages match more closely than by topics, so that these are not shown as related.
    matched_with: tuple[str, ...] = ()
    # What the page of a record has beside its card: a function from request and card to a context.
    page_context: Callable | None = None
    # Columns of its model by which staff find it beside its heading: a code, or the parts of a person's name.
    found_by: tuple[str, ...] = ()
    # Templates: of its list, of what can be done on its page, and of what its author can do on their own page.
    list_template: str = "catalogue/list.html"
    page_actions_template: str = ""
    own_actions_template: str = ""
    # What moderators must see of a record before its text: a template that is given `record`.
    review_template: str = ""

    def __str__(self):
        return str(self.label)

    @property
    def list_address(self) -> str:
        """The address of its list, in the current language."""
        return reverse(f"{self.code}-list")

    def list_of_counted(self, **filters: str | int) -> str:
        """The address of the list of those that a figure counts, with these `filters`."""
        asked = urlencode({**filters, **dict(self.counted_by)}, doseq=True)
        return f"{self.list_address}?{asked}" if asked else self.list_address

    @property
    def figure_label(self) -> str | Promise:
        """What a number of them is called."""
        return self.counted_label or self.label or ""

    def unsaid(self) -> list[str]:
        """The names of what it leaves out."""
        return [name for name in MUST_SAY if getattr(self, name) is None]


def register(kind: Kind) -> Kind:
    """Add a kind and its dimensions. Raises ValueError when a code is taken."""
    if kind.code in _registered:
        raise ValueError(f"There are two kinds with the code {kind.code!r}.")
    _registered[kind.code] = kind
    for dimension in kind.dimensions:
        dimensions.register(dimension)
    return kind


def registered() -> list[Kind]:
    """All kinds, in the order in which people meet them."""
    return sorted(_registered.values(), key=lambda kind: (kind.place or 0, kind.code))


def mapped() -> Kind:
    """The kind by which the home page shows the world and the pillars."""
    return next(kind for kind in registered() if kind.home and kind.home.is_mapped)


def in_letters() -> list[Kind]:
    """All kinds, in the order in which a letter brings them."""
    return sorted(_registered.values(), key=lambda kind: (kind.place_in_letters or 0, kind.code))


def get(code: str) -> Kind:
    """The kind `code`. Raises KeyError when there is none."""
    return _registered[code]


def exists(code: str) -> bool:
    """Whether there is a kind `code`."""
    return code in _registered


def codes() -> list[str]:
    """The codes of all kinds."""
    return [kind.code for kind in registered()]


def choices() -> list[tuple]:
    """Codes and labels, for fields of forms and models."""
    return [(kind.code, kind.label) for kind in registered()]


def of_people() -> set[str]:
    """The codes of the kinds whose records are persons."""
    return {kind.code for kind in registered() if kind.is_person}


def syndicated() -> set[str]:
    """The codes of the kinds that others may carry further: in feeds and in files."""
    return {kind.code for kind in registered() if kind.is_syndicated}


def with_dimension(dimension: str) -> set[str]:
    """The codes of the kinds whose entries have `dimension`."""
    return {kind.code for kind in registered() if dimension in (*(kind.facets or ()), *kind.followed_by)}
