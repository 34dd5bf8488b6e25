"""Where good practices are written."""

from django.urls import path

from practices import views

urlpatterns = [
    path("me/practices/new/", views.Edit.as_view(), {"step": "basics"}, name="practice-new"),
    path("me/practices/<slug:key>/<slug:step>/", views.Edit.as_view(), name="practice-edit"),
]
