"""Addresses of articles, publications and events."""

from django.urls import path

from news import calendar, views

urlpatterns = [
    path("news/<slug:slug>/", views.article, name="article"),
    path("publications/<slug:slug>/", views.publication, name="publication"),
    path("events.ics", calendar.calendar, name="calendar"),
    path("events/<slug:slug>.ics", calendar.event_file, name="event-calendar"),
    path("events/<slug:slug>/", views.event, name="event"),
]
