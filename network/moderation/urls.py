"""The pages of authors."""

from django.urls import path

from network.moderation import views

urlpatterns = [
    path("me/", views.dashboard, name="dashboard"),
    path("me/files/<slug:key>/", views.file, name="my-file"),
    path("me/preview/<slug:key>/<slug:audience>/", views.preview, name="preview"),
    path("me/withdraw/<slug:key>/", views.withdraw, name="withdraw"),
    path("me/appeal/<slug:key>/", views.appeal, name="appeal"),
    path("me/still-correct/<slug:key>/", views.confirm, name="confirm"),
    path("still-correct/<str:token>/", views.still_correct, name="still-correct"),
]
