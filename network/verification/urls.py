"""Addresses of focal points."""

from django.urls import path

from network.verification import views

urlpatterns = [
    path("me/countries/", views.my_countries, name="my-countries"),
    path("me/countries/<slug:key>/", views.statement, name="statement"),
    path("me/countries/<slug:key>/files/<slug:file>/", views.file, name="statement-file"),
]
