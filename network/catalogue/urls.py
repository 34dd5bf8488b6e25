"""The list of each kind, and the search over all."""

from typing import cast

from django.urls import URLPattern, path

from network.catalogue import kinds, views


def list_of(kind: kinds.Kind) -> URLPattern:
    """The address of the list of `kind`."""
    return path(cast(str, kind.path), views.ListPage.as_view(kind=kind, facets=kind.facets), name=f"{kind.code}-list")


urlpatterns = [
    *(list_of(kind) for kind in kinds.registered()),
    path("search/", views.SearchPage.as_view(), name="search"),
]
