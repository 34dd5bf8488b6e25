"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.notices"
    label = "notices"
    verbose_name = _("Service emails")

    def ready(self):
        """Find what each room tells in letters to one person."""
        autodiscover_modules("notices")
