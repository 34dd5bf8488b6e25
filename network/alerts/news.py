"""What a newsletter has beside the reader's own matches: featured news of the period, and events that are coming."""

from datetime import timedelta

from django.utils.translation import gettext as _

from network.catalogue.audiences import Audience
from network.catalogue.kinds import Kind
from network.catalogue.models import Entry
from network.languages import Language

FEATURED = "mark:featured"
MOST_NEWS = 3
MOST_EVENTS = 3
COMING = timedelta(days=45)


def exists(run) -> bool:
    """Whether there is anything for the newsletter of `run`."""
    return bool(groups(run, Language.ENGLISH))


def groups(run, language) -> list:
    """Headings, in the current language, with public entries in `language`.

    First the news that editors featured in the period of `run`, then the next events.
    """
    public = Entry.objects.filter(audience=Audience.PUBLIC, language=language).defer("vector")
    featured = public.filter(
        kind=Kind.ARTICLE,
        facets__contains=[FEATURED],
        published_at__gte=run.period_start,
        published_at__lt=run.period_end,
    ).order_by("-published_at", "record")
    coming = public.filter(
        kind=Kind.EVENT, occurs_at__gte=run.period_end, occurs_at__lt=run.period_end + COMING
    ).order_by("occurs_at", "record")
    found = ((_("Featured news"), list(featured[:MOST_NEWS])), (_("Coming events"), list(coming[:MOST_EVENTS])))
    return [group for group in found if group[1]]


def without(groups, records) -> tuple:
    """The `groups` without the `records` that are told already."""
    left = ((heading, [entry for entry in entries if entry.record not in records]) for heading, entries in groups)
    return tuple(group for group in left if group[1])
