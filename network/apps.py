"""Configuration of what belongs to the whole site."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Puts our admin site in the place of Django's."""

    default_site = "network.admin.PortalAdminSite"
