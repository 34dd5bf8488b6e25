"""Articles, publications and events, as whatever kinds share knows them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.catalogue.centres import CENTRE
from network.catalogue.kinds import Home, Kind, Newsletter, Selection, register
from network.catalogue.orders import COMING, NEWEST, TITLE
from news import jsonld
from news.models import Article, Event, Publication

SHARED = {
    "is_person": False,
    "is_syndicated": True,
    # Only editors write them.
    "contribution": False,
}
FACETS = ("pillar", "topic", "region", "country", "language")


def _calendar_address(request, card):
    return {"calendar_address": reverse("event-calendar", args=[request.resolver_match.kwargs["slug"]])}


register(
    Kind(
        code=Article.KIND,
        model=Article,
        label=_("News"),
        singular=_("Article"),
        place=30,
        place_in_letters=50,
        path="news/",
        facets=FACETS,
        is_introduced=False,
        json_ld=jsonld.news_article,
        home=Home(title=_("News"), more=_("See all news"), limit=3),
        newsletter=Newsletter(heading=_("Featured news"), selection=Selection.FEATURED),
        **SHARED,
    )
)
register(
    Kind(
        code=Publication.KIND,
        model=Publication,
        label=_("Publications"),
        singular=_("Publication"),
        place=40,
        place_in_letters=40,
        path="publications/",
        facets=FACETS,
        is_introduced=False,
        json_ld=jsonld.report,
        found_by=("symbol",),
        home=Home(title=_("Publications"), more=_("See all publications"), limit=3, has_summaries=False),
        **SHARED,
    )
)
register(
    Kind(
        code=Event.KIND,
        model=Event,
        label=_("Events"),
        singular=_("Event"),
        place=50,
        place_in_letters=30,
        path="events/",
        facets=("when", *FACETS, CENTRE.code),
        dimensions=(CENTRE,),
        orders=(COMING, NEWEST, TITLE),
        is_introduced=True,
        json_ld=jsonld.event,
        page_context=_calendar_address,
        home=Home(
            title=_("Upcoming events"),
            more=_("See all events"),
            limit=3,
            filters=(("when", ("upcoming",)),),
            comes_first=True,
        ),
        newsletter=Newsletter(heading=_("Upcoming events"), selection=Selection.COMING),
        list_template="news/event_list.html",
        **SHARED,
    )
)
