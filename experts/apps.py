"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    """Names the room in the admin."""

    name = "experts"
    verbose_name = _("Experts")
