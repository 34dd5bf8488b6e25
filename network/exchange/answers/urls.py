"""Addresses of answers."""

from django.urls import path

from network.exchange.answers import views

urlpatterns = [
    path("exchange/<slug:slug>/answer/", views.answer_opportunity, name="opportunity-answer"),
    path("me/exchange/", views.mine, name="exchanges"),
    path("me/exchange/answers/<slug:key>/", views.detail, name="answer"),
    path("me/exchange/answers/<slug:key>/yes/", views.say_yes, name="answer-yes"),
    path("me/exchange/answers/<slug:key>/no/", views.decline, name="answer-no"),
    path("me/exchange/answers/<slug:key>/report/", views.report, name="answer-report"),
    path("me/exchange/answers/<slug:key>/withdraw/", views.withdraw, name="answer-withdraw"),
    path("me/exchange/to/<slug:key>/", views.answers_to, name="opportunity-answers"),
    path("me/exchange/to/<slug:key>/decline/", views.decline_others, name="opportunity-decline"),
    path("me/exchange/to/<slug:key>/ask/<slug:profile>/", views.ask, name="opportunity-ask"),
]
