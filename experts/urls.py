"""Addresses of experts."""

from django.urls import path
from django.views.generic import RedirectView

from experts import views
from network.moderation.editing import START

urlpatterns = [
    path("experts/<slug:slug>/contact/", views.contact, name="expert-contact"),
    path("experts/<slug:slug>/write/", views.write, name="expert-write"),
    path("me/profile/", RedirectView.as_view(pattern_name="profile-edit"), {"step": START}, name="profile"),
    path("me/profile/hide/", views.hide, name="profile-hide"),
    path("me/profile/<slug:step>/", views.Edit.as_view(), name="profile-edit"),
]
