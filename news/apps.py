"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """Names the room in the admin."""

    name = "news"
    verbose_name = _("News, publications and events")
