"""Addresses of calendars."""

from django.urls import path

from news import calendar

urlpatterns = [
    path("events.ics", calendar.calendar, name="calendar"),
    path("events/<slug:slug>.ics", calendar.event_file, name="event-calendar"),
]
