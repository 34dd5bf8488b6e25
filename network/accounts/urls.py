"""Addresses of allauth's pages, one of them with a content security policy of its own."""

from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.urls import include, path

# The QR code is a data: image, made for this one page view; no other page may show such images.
activate = csp_update({"img-src": ["data:"]})(activate_totp)

urlpatterns = [
    path("2fa/totp/activate/", activate, name="mfa_activate_totp"),
    path("", include("allauth.urls")),
]
