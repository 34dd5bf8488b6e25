"""The search page."""

from django.urls import path

from network.catalogue import views

urlpatterns = [
    path("search/", views.SearchPage.as_view(), name="search"),
]
