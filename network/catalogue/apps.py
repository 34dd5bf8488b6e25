"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.catalogue"
    label = "catalogue"
    verbose_name = _("Vocabulary")

    def ready(self):
        """Have every room declare its kinds."""
        autodiscover_modules("kind")
