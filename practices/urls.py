"""Addresses of good practices."""

from django.urls import path

from practices import views

urlpatterns = [
    path("practices/<slug:slug>/", views.detail, name="practice"),
    path("practices/<slug:slug>/files/<slug:key>/", views.file, name="practice-file"),
    path("me/practices/new/", views.Edit.as_view(), {"step": "basics"}, name="practice-new"),
    path("me/practices/<slug:key>/<slug:step>/", views.Edit.as_view(), name="practice-edit"),
]
