"""What has one facet in common, kind by kind: for the page of a country, or of a centre of excellence."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language

from network.accounts.models import User
from network.catalogue import kinds, small_numbers
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.people import list_for
from network.catalogue.query import Query, counted
from network.catalogue.rows import Row, rows_of

PER_KIND = 5


class Section(NamedTuple):
    """The newest of one kind, how many there are if that may be said, and the list of all."""

    kind: kinds.Kind
    rows: list[Row]
    number: int | None
    address: str


def sections_of(dimension: str, code: str, reader: User | AnonymousUser) -> list[Section]:
    """What `reader` may see of the current entries with `code` in `dimension`, by kind. One query, and one for people.

    Of kinds that close these are the open ones (`Kind.counted_by`). What they see of people counts against their day
    (`reading.Spent`).
    """
    visible = Entry.objects.current().filter(audience=Audience.of(reader), language=get_language())
    numbered = (
        counted(visible)
        .filter(facets__contains=[f"{dimension}:{code}"])
        .annotate(
            place=Window(RowNumber(), partition_by=F("kind"), order_by=[F("occurs_at").desc(), F("record").asc()]),
            found=Window(Count("pk"), partition_by=F("kind")),
        )
    )
    newest: list[Any] = list(numbered.filter(place__lte=PER_KIND).defer("vector", "facets").order_by("place"))
    by_kind = defaultdict(list)
    for entry in list_for(reader, newest):
        by_kind[entry.kind].append(entry)
    return list(_sections(dimension, code, by_kind))


def _sections(dimension, code, by_kind) -> Iterable[Section]:
    for kind in kinds.registered():
        if entries := by_kind.get(kind.code):
            query = Query(filters=(("kind", (kind.code,)), (dimension, (code,))))
            experts = entries[0].found if kind.is_person else 0
            number = entries[0].found if small_numbers.may_show(query, experts) else None
            yield Section(kind, rows_of(entries), number, kind.list_of_counted(**{dimension: code}))
