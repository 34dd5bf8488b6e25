"""Addresses of one's own conversations."""

from django.urls import path

from network.relay import views

urlpatterns = [
    path("me/messages/", views.inbox, name="inbox"),
    path("me/messages/<slug:key>/", views.conversation, name="conversation"),
    path("me/messages/<slug:key>/close/", views.close, name="conversation-close"),
    path("me/messages/<slug:key>/report/", views.report, name="conversation-report"),
]
