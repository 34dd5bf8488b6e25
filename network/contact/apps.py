"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.contact"
    label = "contact"
    verbose_name = _("Inquiries")
