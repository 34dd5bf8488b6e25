"""Addresses of good practices."""

from django.urls import path

from network.moderation.uploads import file_of_record
from practices import views
from practices.models import Practice

urlpatterns = [
    path("practices/<slug:slug>/", views.detail, name="practice"),
    path("practices/<slug:slug>/files/<slug:key>/", file_of_record, {"model": Practice}, name="practice-file"),
    path("me/practices/new/", views.Edit.as_view(), {"step": "basics"}, name="practice-new"),
    path("me/practices/<slug:key>/<slug:step>/", views.Edit.as_view(), name="practice-edit"),
]
