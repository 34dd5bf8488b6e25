"""The orders in which a list can stand. A kind offers those that make sense for it, the usual one first."""

from dataclasses import dataclass

from django.db.models import Case, F, Value, When
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Order:
    """`by` is what a queryset of entries is ordered by. The code stands in addresses and is never changed."""

    code: str
    label: str | Promise
    by: tuple


# `rank` says how well an entry fits the words that were typed.
BEST_MATCH = Order("match", _("Best match"), ("-rank", "-occurs_at"))
NEWEST = Order("newest", _("Newest"), ("-occurs_at",))
TITLE = Order("title", _("Title"), ("sort_title",))
NAME = Order("title", _("Name"), TITLE.by)
# For what can be answered until its end: what is closed stands last.
NEWEST_OPEN = Order(
    "newest",
    _("Newest"),
    (Case(When(ends_at__lt=Now(), then=Value(1)), default=Value(0)), "-occurs_at"),
)
CLOSING = Order(
    "closing",
    _("Closing soonest"),
    (
        Case(When(ends_at__lt=Now(), then=Value(1)), default=Value(0)),
        Case(When(ends_at__gte=Now(), then=F("ends_at"))),
        "-ends_at",
    ),
)
# What comes next stands first; what is over follows, the latest before the others.
COMING = Order(
    "coming",
    _("Upcoming first"),
    (
        Case(When(ends_at__lt=Now(), then=Value(1)), default=Value(0)),
        Case(When(ends_at__gte=Now(), then=F("occurs_at"))),
        "-occurs_at",
    ),
)
