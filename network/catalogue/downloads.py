"""The results of a list as a file: what stands in its rows, as a table or as JSON.

Only kinds that have feeds are handed out: like a feed, a file keeps what its owner may take back tomorrow, so that
persons are in neither (docs/decisions/people-are-not-syndicated.md).
"""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language

from network import spreadsheets
from network.catalogue import kinds
from network.catalogue.models import Entry
from network.catalogue.query import facet_label
from network.catalogue.search import Search

MOST = 1000
# What else a record is filed under is on its page.
DIMENSIONS = ("pillar", "topic", "region", "country")
COLUMNS = ("type", "title", "language", "summary", "facts", *DIMENSIONS, "published", "address")


def as_table(search: Search) -> HttpResponse:
    """The results of `search` as CSV. Columns have the names of the JSON; several values stand in one cell."""
    rows = [_described(entry) for entry in _handed_out(search)]
    cells = ([_cell(row[column]) for column in COLUMNS] for row in rows)
    return spreadsheets.attachment(spreadsheets.as_csv(COLUMNS, cells), "results.csv")


def as_json(search: Search) -> HttpResponse:
    """The results of `search` as JSON, with the question in words."""
    content = {
        "question": search.query.in_words(),
        "language": get_language(),
        "results": [_described(entry) for entry in _handed_out(search)],
    }
    headers = {"Content-Disposition": 'attachment; filename="results.json"'}
    return JsonResponse(content, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})


def may_be_handed_out(search: Search) -> bool:
    """Whether anything of what `search` finds would stand in a file."""
    return _of_things(search).exists()


def _handed_out(search):
    return _of_things(search).defer("vector")[:MOST]


def _of_things(search):
    return search.hits.filter(kind__in=kinds.syndicated())


def _described(entry: Entry) -> dict[str, Any]:
    """What of `entry` stands in a file, in the reader's language."""
    filed = {dimension: _names(entry, dimension) for dimension in DIMENSIONS}
    return {
        "type": str(kinds.get(entry.kind).singular),
        "title": entry.title,
        "language": entry.text_language,
        "summary": entry.summary,
        "facts": entry.notes,
        **filed,
        "published": entry.published_at.date().isoformat(),
        "address": settings.ORIGIN + entry.address,
    }


def _names(entry, dimension):
    prefix = f"{dimension}:"
    codes = [facet.removeprefix(prefix) for facet in entry.facets if facet.startswith(prefix)]
    return [facet_label(dimension, code) for code in codes]


def _cell(value):
    return "; ".join(value) if isinstance(value, list) else value
