"""Where good practices are written, and their adoptions reported and answered."""

from django.urls import path

from practices import views

urlpatterns = [
    path("me/practices/new/", views.Edit.as_view(), {"step": "basics"}, name="practice-new"),
    path("me/practices/<slug:key>/<slug:step>/", views.Edit.as_view(), name="practice-edit"),
    path("me/adoptions/new/", views.EditAdoption.as_view(), {"step": "place"}, name="adoption-new"),
    path("me/adoptions/<slug:key>/<slug:step>/", views.EditAdoption.as_view(), name="adoption-edit"),
    path("adoption-answer/<str:token>/", views.answer, name="adoption-answer"),
]
