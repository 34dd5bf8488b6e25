"""The list of each kind, the pictures that other sites show of records, the search over all, and what readers save."""

from typing import cast

from django.urls import URLPattern, path

from network.catalogue import kinds, sharing, views


def list_of(kind: kinds.Kind) -> URLPattern:
    """The address of the list of `kind`."""
    return path(cast(str, kind.path), views.ListPage.as_view(kind=kind, facets=kind.facets), name=f"{kind.code}-list")


def picture_of(kind: kinds.Kind) -> URLPattern:
    """The address of the picture that other sites show of a record of `kind`."""
    return path(
        f"{kind.path}<slug:slug>/share-<slug:version>.png", sharing.picture, {"kind": kind}, f"{kind.code}-share"
    )


urlpatterns = [
    *(list_of(kind) for kind in kinds.registered()),
    *(picture_of(kind) for kind in kinds.registered() if not kind.is_person),
    path("search/", views.SearchPage.as_view(), name="search"),
    path("me/saved/", views.saved, name="saved"),
    path("me/saved/<slug:key>/", views.save, name="save"),
]
