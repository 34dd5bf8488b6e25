"""Addresses of experts."""

from django.urls import path
from django.views.generic import RedirectView

from experts import countries, focal_points, views
from experts.centres import affiliations
from experts.centres import views as centres
from network.moderation.editing import START

urlpatterns = [
    path("experts/<slug:slug>/contact/", views.contact, name="expert-contact"),
    path("experts/<slug:slug>/write/", views.write, name="expert-write"),
    path("me/profile/", RedirectView.as_view(pattern_name="profile-edit"), {"step": START}, name="profile"),
    path("me/profile/hide/", views.hide, name="profile-hide"),
    path("me/profile/<slug:step>/", views.Edit.as_view(), name="profile-edit"),
    path("countries/", countries.countries, name="countries"),
    path("countries/<slug:code>/", countries.country, name="country"),
    path("focal-points/", focal_points.focal_points, name="focal-points"),
    path("focal-points/<slug:code>/write/", focal_points.write, name="focal-point-write"),
    path("me/centres/new/", centres.Edit.as_view(), {"step": "identity"}, name="centre-new"),
    path("me/centres/<slug:key>/experts/", affiliations.experts_of_centre, name="centre-experts"),
    path("centres/<slug:slug>/join/", affiliations.join, name="centre-join"),
    path("me/centres/<slug:key>/<slug:step>/", centres.Edit.as_view(), name="centre-edit"),
]
