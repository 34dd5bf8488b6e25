"""Addresses of the demonstration's mailbox."""

from django.urls import path

from network.demo import views

urlpatterns = [
    path("", views.inbox, name="mailbox"),
    path("<str:name>/", views.message, name="mailbox-message"),
    path("<str:name>/html/", views.html, name="mailbox-html"),
]
