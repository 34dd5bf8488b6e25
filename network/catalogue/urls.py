"""The list of each kind, the search over all, and what readers save."""

from typing import cast

from django.urls import URLPattern, path

from network.catalogue import kinds, views


def list_of(kind: kinds.Kind) -> URLPattern:
    """The address of the list of `kind`."""
    return path(cast(str, kind.path), views.ListPage.as_view(kind=kind, facets=kind.facets), name=f"{kind.code}-list")


urlpatterns = [
    *(list_of(kind) for kind in kinds.registered()),
    path("search/", views.SearchPage.as_view(), name="search"),
    path("me/saved/", views.saved, name="saved"),
    path("me/saved/<slug:key>/", views.save, name="save"),
]
