"""Lists and the search page. Whatever their kind, they answer one Query from the index."""

from dataclasses import replace

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from network.catalogue import downloads, favourites, suggestions
from network.catalogue.audiences import Audience
from network.catalogue.conditional import unchanged
from network.catalogue.kinds import Kind
from network.catalogue.models import Entry
from network.catalogue.people import list_for
from network.catalogue.query import LONGEST_WORDS, Query, typed_words
from network.catalogue.rows import rows_of
from network.catalogue.search import PER_PAGE, Search
from network.ways_back import way_back

# Search engines gain nothing from combinations of filters, and each of them costs us a search.
CRAWLED_PARAMETERS = {"page"}


FORMATS = {"csv": downloads.as_table, "json": downloads.as_json}


def query_of(request: HttpRequest, kind: Kind | None) -> Query:
    """What the address of `request` asks for, on a page of `kind` or of all kinds."""
    return Query.parse(request.GET, **({"kind": kind.code} if kind else {}))


@method_decorator([require_safe, unchanged], name="dispatch")
class ListPage(View):
    """The list of one kind, or of all when `kind` is None."""

    kind: Kind | None = None
    facets: tuple[str, ...] = ()

    def get(self, request):
        """Parse the address, ask, render."""
        query = query_of(request, self.kind)
        search = Search(query, Audience.of(request.user), self.facets, request.GET.get("sort"))
        page = list_for(request.user, search.page(request.GET.get("page")))
        context = {
            "kind": self.kind,
            "query": query,
            "asked": query.without("kind") if self.kind else query,
            "page": page,
            "rows": rows_of(page, query.words),
            "saved": favourites.saved_among(request.user, [entry.record for entry in page]),
            "page_numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            "total": search.shown_total,
            "tabs": search.tabs,
            "kept_kinds": () if self.kind else query.codes("kind"),
            "facets": search.facets,
            "orders": search.orders,
            "order": search.order,
            "longest_words": LONGEST_WORDS,
            "was_cut": len(typed_words(request.GET)) > LONGEST_WORDS,
            "says_nothing": search.says_nothing,
            "meant": suggestions.instead_of(search),
            "downloads": self._downloads(search),
            "left_out": search.left_out,
            "tells_left_out": search.tells_left_out,
            "with_outdated": replace(query, with_outdated=not query.with_outdated),
            "hidden_dimension": "kind" if self.kind else "",
            "may_be_crawled": request.GET.keys() <= CRAWLED_PARAMETERS,
            "canonical_query": f"?page={page.number}" if page.number > 1 else "",
        }
        return render(request, self.kind.list_template if self.kind else "catalogue/list.html", context)

    def _downloads(self, search):
        """Formats and addresses of files with the results; none where these are persons only."""
        if not downloads.may_be_handed_out(search):
            return {}
        place = self.kind.code if self.kind else "search"
        return {name.upper(): reverse(f"{place}-{name}") for name in FORMATS}


class SearchPage(ListPage):
    """The search over all kinds."""

    facets = ("kind", "pillar", "topic", "region", "country", "language")


@require_safe
@never_cache
def download(request, *, name, kind=None):
    """The results of a list as a file, in the format `name`."""
    if refused := ratelimit.consume_or_429(request, action="download", limit_get=True):
        return refused
    search = Search(query_of(request, kind), Audience.of(request.user), order=request.GET.get("sort"))
    return FORMATS[name](search)


@require_safe
@login_required
def saved(request):
    """What the reader saved, as far as they can see it now."""
    paginator = Paginator(favourites.entries_of(request.user), PER_PAGE)
    page = list_for(request.user, paginator.get_page(request.GET.get("page")))
    context = {"page": page, "rows": rows_of(page), "saved": {entry.record for entry in page}}
    return render(request, "catalogue/saved.html", context)


@require_POST
@login_required
def save(request, key):
    """Save the record `key`, or save it no longer, and go back to where the button stood."""
    if request.POST.get("is_saved") == "1":
        _save(request, key)
    else:
        favourites.remove(request.user, key)
    return way_back(request, otherwise="saved", mark=f"#{key}")


def _save(request, key):
    try:
        favourites.save(request.user, key)
    except Entry.DoesNotExist:
        raise Http404 from None
    except favourites.TooMany:
        message = _("You have saved %(most)s items, which is the limit. Remove some that you no longer need.")
        messages.error(request, message % {"most": favourites.MOST})
