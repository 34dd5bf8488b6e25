"""Addresses of allauth's pages, one of them with a content security policy of its own, and of everybody's own data."""

from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.urls import include, path

from network.accounts import views

# The QR code is a data: image, made for this one page view; no other page may show such images.
activate = csp_update({"img-src": ["data:"]})(activate_totp)

urlpatterns = [
    path("accounts/2fa/totp/activate/", activate, name="mfa_activate_totp"),
    path("accounts/factor/", views.factor_needed, name="factor-needed"),
    path("accounts/factor/<str:token>/", views.factor_link, name="factor-link"),
    path("accounts/language/", views.language, name="account-language"),
    path("accounts/", include("allauth.urls")),
    path("me/data/", views.my_data, name="my-data"),
    path("me/data/copy/", views.ask_for_copy, name="my-data-copy"),
    path("me/data/copy/<slug:key>/", views.fetch_copy, name="my-data-fetch"),
    path("me/data/erase/", views.Erase.as_view(), name="my-data-erase"),
]
