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
        """Have every room declare its kinds, and what it adds to the home page and to pages of countries."""
        autodiscover_modules("kind", "home_sections", "country_sections")
