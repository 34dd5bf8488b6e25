"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.exchange"
    label = "exchange"
    verbose_name = _("Offers, requests and exchanges")
