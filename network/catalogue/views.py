"""Lists and the search page. Whatever their kind, they answer one Query from the index."""

from dataclasses import replace

from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import View

from network.catalogue import suggestions
from network.catalogue.audiences import Audience
from network.catalogue.conditional import unchanged
from network.catalogue.kinds import Kind
from network.catalogue.people import list_for
from network.catalogue.query import Query
from network.catalogue.search import Search

# Search engines gain nothing from combinations of filters, and each of them costs us a search.
CRAWLED_PARAMETERS = {"page"}


@method_decorator([require_safe, unchanged], name="dispatch")
class ListPage(View):
    """The list of one kind, or of all when `kind` is None."""

    kind: Kind | None = None
    facets: tuple[str, ...] = ()

    def get(self, request):
        """Parse the address, ask, render; for htmx only the part that changes."""
        query = Query.parse(request.GET, **({"kind": self.kind.code} if self.kind else {}))
        search = Search(query, Audience.of(request.user), self.facets, request.GET.get("sort"))
        page = list_for(request.user, search.page(request.GET.get("page")))
        context = {
            "kind": self.kind,
            "query": query,
            "asked": query.without("kind") if self.kind else query,
            "page": page,
            "total": search.shown_total,
            "facets": search.facets,
            "orders": search.orders,
            "order": search.order,
            "meant": suggestions.instead_of(search),
            "left_out": search.left_out,
            "tells_left_out": search.tells_left_out,
            "with_outdated": replace(query, with_outdated=not query.with_outdated),
            "hidden_dimension": "kind" if self.kind else "",
            "may_be_crawled": request.GET.keys() <= CRAWLED_PARAMETERS,
            "canonical_query": f"?page={page.number}" if page.number > 1 else "",
        }
        whole = self.kind.list_template if self.kind else "catalogue/list.html"
        template = "catalogue/_results.html" if request.htmx else whole
        response = render(request, template, context)
        # Or a browser that goes back would show the part in place of the page.
        patch_vary_headers(response, ["HX-Request"])
        return response


class SearchPage(ListPage):
    """The search over all kinds."""

    facets = ("kind", "pillar", "topic", "region", "country", "language")
