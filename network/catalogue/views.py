"""Lists and the search page. Whatever their kind, they answer one Query from the index."""

from dataclasses import replace

from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import View

from network.catalogue import suggestions
from network.catalogue.audiences import Audience
from network.catalogue.conditional import unchanged
from network.catalogue.kinds import Kind
from network.catalogue.people import list_for
from network.catalogue.query import LONGEST_WORDS, Query, typed_words
from network.catalogue.rows import rows_of
from network.catalogue.search import Search

# Search engines gain nothing from combinations of filters, and each of them costs us a search.
CRAWLED_PARAMETERS = {"page"}


@method_decorator([require_safe, unchanged], name="dispatch")
class ListPage(View):
    """The list of one kind, or of all when `kind` is None."""

    kind: Kind | None = None
    facets: tuple[str, ...] = ()

    def get(self, request):
        """Parse the address, ask, render."""
        query = Query.parse(request.GET, **({"kind": self.kind.code} if self.kind else {}))
        search = Search(query, Audience.of(request.user), self.facets, request.GET.get("sort"))
        page = list_for(request.user, search.page(request.GET.get("page")))
        context = {
            "kind": self.kind,
            "query": query,
            "asked": query.without("kind") if self.kind else query,
            "page": page,
            "rows": rows_of(page, query.words),
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
            "left_out": search.left_out,
            "tells_left_out": search.tells_left_out,
            "with_outdated": replace(query, with_outdated=not query.with_outdated),
            "hidden_dimension": "kind" if self.kind else "",
            "may_be_crawled": request.GET.keys() <= CRAWLED_PARAMETERS,
            "canonical_query": f"?page={page.number}" if page.number > 1 else "",
        }
        return render(request, self.kind.list_template if self.kind else "catalogue/list.html", context)


class SearchPage(ListPage):
    """The search over all kinds."""

    facets = ("kind", "pillar", "topic", "region", "country", "language")
