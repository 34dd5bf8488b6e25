"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.files"
    label = "files"
    verbose_name = _("Files")
