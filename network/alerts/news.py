"""What a newsletter has beside the reader's own matches: featured news, coming events, what is new and open."""

from datetime import timedelta

from network.alerts.models import Run
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.kinds import Selection
from network.catalogue.models import Entry
from network.catalogue.search import FEATURED
from network.languages import Language

# Of each kind.
MOST = 3
COMING = timedelta(days=45)


def exists(run: Run) -> bool:
    """Whether there is anything for the newsletter of `run`."""
    return bool(groups(run, Language.ENGLISH))


def groups(run: Run, language: str) -> list[tuple[str, list[Entry]]]:
    """Headings, in the current language, with public entries in `language`.

    First what editors featured in the period of `run`, then what takes place soon after it, then what is new and open.
    """
    public = Entry.objects.filter(audience=Audience.PUBLIC, language=language).defer("vector")
    found = []
    for selection, select in SELECTIONS.items():
        for kind in kinds.in_letters():
            if kind.newsletter and kind.newsletter.selection == selection:
                entries = list(select(public.filter(kind=kind.code), run)[:MOST])
                found.append((str(kind.newsletter.heading), entries))
    return [group for group in found if group[1]]


def _featured(entries, run):
    marked = entries.filter(facets__contains=[FEATURED])
    published = marked.filter(published_at__gte=run.period_start, published_at__lt=run.period_end)
    return published.order_by("-occurs_at", "-published_at", "record")


def _coming(entries, run):
    coming = entries.filter(occurs_at__gte=run.period_end, occurs_at__lt=run.period_end + COMING)
    return coming.order_by("occurs_at", "record")


def _new_and_open(entries, run):
    published = entries.filter(published_at__gte=run.period_start, published_at__lt=run.period_end)
    return published.filter(ends_at__gte=run.period_end).order_by("ends_at", "record")


SELECTIONS = {
    Selection.FEATURED: _featured,
    Selection.COMING: _coming,
    Selection.NEW_AND_OPEN: _new_and_open,
}


def without(groups: list[tuple[str, list[Entry]]], records: set[str]) -> tuple[tuple[str, list[Entry]], ...]:
    """The `groups` without the `records` that are told already."""
    left = ((heading, [entry for entry in entries if entry.record not in records]) for heading, entries in groups)
    return tuple(group for group in left if group[1])
