"""Where offers and requests are written."""

from django.urls import path

from network.exchange import views

urlpatterns = [
    path("me/offers/new/", views.Edit.as_view(), {"step": "basics"}, name="opportunity-new"),
    path("me/offers/<slug:key>/closing/", views.closing, name="opportunity-closing"),
    path("me/offers/<slug:key>/<slug:step>/", views.Edit.as_view(), name="opportunity-edit"),
]
