"""Addresses of articles, publications and events."""

from django.urls import path

from network.catalogue.kinds import Kind
from network.catalogue.views import ListPage
from news import calendar, views

FACETS = ("pillar", "topic", "region", "country", "language")

urlpatterns = [
    path("news/", ListPage.as_view(kind=Kind.ARTICLE, facets=FACETS), name="article-list"),
    path("news/<slug:slug>/", views.article, name="article"),
    path("publications/", ListPage.as_view(kind=Kind.PUBLICATION, facets=FACETS), name="publication-list"),
    path("publications/<slug:slug>/", views.publication, name="publication"),
    path(
        "events/",
        ListPage.as_view(kind=Kind.EVENT, facets=("when", *FACETS), template_name="news/event_list.html"),
        name="event-list",
    ),
    path("events/<slug:slug>.ics", calendar.event_file, name="event-calendar"),
    path("events/<slug:slug>/", views.event, name="event"),
]
