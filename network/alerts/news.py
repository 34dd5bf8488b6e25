"""What a newsletter has beside the reader's own matches: featured news of the period, and events that are coming."""

from datetime import timedelta

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
    return bool(entries(run, Language.ENGLISH))


def entries(run, language) -> list[Entry]:
    """Public entries in `language`: the news that editors featured in the period of `run`, then the next events."""
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
    return [*featured[:MOST_NEWS], *coming[:MOST_EVENTS]]
