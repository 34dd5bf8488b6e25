"""Addresses of experts."""

from django.urls import path
from django.views.generic import RedirectView

from experts import views
from experts.models import Profile
from network.moderation.uploads import file_of_record

urlpatterns = [
    path("experts/<slug:slug>/", views.detail, name="expert"),
    path("experts/<slug:slug>/contact/", views.contact, name="expert-contact"),
    path("experts/<slug:slug>/write/", views.write, name="expert-write"),
    path("experts/<slug:slug>/files/<slug:key>/", file_of_record, {"model": Profile}, name="expert-file"),
    path("me/profile/", RedirectView.as_view(pattern_name="profile-edit"), {"step": "person"}, name="profile"),
    path("me/profile/hide/", views.hide, name="profile-hide"),
    path("me/profile/<slug:step>/", views.Edit.as_view(), name="profile-edit"),
]
