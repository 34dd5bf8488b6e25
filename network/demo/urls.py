"""Addresses of the demonstration's mailbox, and of the page that shows the components."""

from django.urls import path

from network.demo import design, views

mailbox = [
    path("", views.inbox, name="mailbox"),
    path("<str:name>/", views.message, name="mailbox-message"),
    path("<str:name>/html/", views.html, name="mailbox-html"),
]

components = [path("", design.page, name="design")]
