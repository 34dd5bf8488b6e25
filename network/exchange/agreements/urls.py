"""Addresses of exchanges: of the two sides, of letters, and of what both let everyone know."""

from django.urls import path

from network.exchange.agreements import views
from network.exchange.models import Evaluation, FollowUp

urlpatterns = [
    path("exchanges/", views.published, name="exchange-outcomes"),
    path("me/exchanges/<slug:key>/", views.exchange, name="my-exchange"),
    path("me/exchanges/<slug:key>/propose/<slug:stage>/", views.propose, name="exchange-propose"),
    path("me/exchanges/<slug:key>/publish/", views.publish, name="exchange-publish"),
    path("me/exchanges/<slug:key>/<slug:decision>/", views.decide, name="exchange-decide"),
    path("evaluation/<str:token>/", views.statement, {"model": Evaluation}, name="evaluation"),
    path("follow-up/<str:token>/", views.statement, {"model": FollowUp}, name="follow-up"),
]
