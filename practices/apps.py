"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """Names the room in the admin."""

    name = "practices"
    verbose_name = _("Good practices")
