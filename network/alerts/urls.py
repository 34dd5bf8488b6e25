"""Addresses of subscribing. The one behind the unsubscribe header has no language and stands in `network.urls`."""

from django.urls import path

from network.alerts import views

urlpatterns = [
    path("subscribe/", views.subscribe, name="subscribe"),
    path("subscribe/confirm/<str:token>/", views.confirm, name="alerts-confirm"),
    path("alerts/<str:token>/", views.Manage.as_view(), name="alerts-manage"),
    path("alerts/<str:token>/<slug:key>/", views.Edit.as_view(), name="alerts-edit"),
    path("me/alerts/", views.Manage.as_view(), name="alerts"),
    path("me/alerts/<slug:key>/", views.Edit.as_view(), name="my-alert"),
]
