"""The list of each kind and its results as files, pictures for other sites, the search, and what readers save."""

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


def files_of(place: str, path_of_list: str, kind: kinds.Kind | None = None) -> list[URLPattern]:
    """The addresses of the results of a list, in each format."""
    return [
        path(f"{path_of_list}results.{name}", views.download, {"name": name, "kind": kind}, name=f"{place}-{name}")
        for name in views.FORMATS
    ]


urlpatterns = [
    *(list_of(kind) for kind in kinds.registered()),
    *(picture_of(kind) for kind in kinds.registered() if not kind.is_person),
    *(file for kind in kinds.registered() if kind.is_syndicated for file in files_of(kind.code, kind.path or "", kind)),
    path("search/", views.SearchPage.as_view(), name="search"),
    *files_of("search", "search/"),
    path("me/saved/", views.saved, name="saved"),
    path("me/saved/<slug:key>/", views.save, name="save"),
]
