"""The list of each kind, and the search over all."""

from django.urls import path

from network.catalogue import kinds, views

urlpatterns = [
    *(
        path(kind.path, views.ListPage.as_view(kind=kind, facets=kind.facets), name=f"{kind.code}-list")
        for kind in kinds.registered()
    ),
    path("search/", views.SearchPage.as_view(), name="search"),
]
