"""Addresses of good practices."""

from django.urls import path

from network.catalogue.kinds import Kind
from network.catalogue.views import ListPage
from practices import views

FACETS = ("pillar", "topic", "region", "country", "institution", "modality", "language")

urlpatterns = [
    path("practices/", ListPage.as_view(kind=Kind.PRACTICE, facets=FACETS), name="practice-list"),
    path("practices/<slug:slug>/", views.detail, name="practice"),
    path("practices/<slug:slug>/files/<slug:key>/", views.file, name="practice-file"),
    path("me/practices/new/", views.Edit.as_view(), {"step": "basics"}, name="practice-new"),
    path("me/practices/<slug:key>/<slug:step>/", views.Edit.as_view(), name="practice-edit"),
]
