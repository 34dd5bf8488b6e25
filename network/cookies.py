"""Cookies that keep what a reader chose: a language, a scheme of colours. They say nothing about who it is."""

from django.conf import settings
from django.http import HttpResponse


def remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep `value` for a year, under the rules of Django's cookie for the language."""
    response.set_cookie(
        name,
        value,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
