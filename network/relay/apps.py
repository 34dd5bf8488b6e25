"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RelayConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.relay"
    label = "relay"
    verbose_name = _("Messages between members")
