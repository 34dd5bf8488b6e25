"""The pages of authors."""

from django.urls import path

from network.moderation import views

urlpatterns = [
    path("me/", views.dashboard, name="dashboard"),
    path("me/files/<str:key>/", views.file, name="my-file"),
    path("me/preview/<str:key>/<slug:audience>/", views.preview, name="preview"),
    path("me/withdraw/<str:key>/", views.withdraw, name="withdraw"),
    path("me/appeal/<str:key>/", views.appeal, name="appeal"),
    path("me/still-correct/<str:key>/", views.confirm, name="confirm"),
    path("still-correct/<str:token>/", views.still_correct, name="still-correct"),
]
