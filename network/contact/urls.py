"""Addresses of the room."""

from django.urls import path

from network.contact import views

urlpatterns = [path("contact/", views.contact, name="contact")]
