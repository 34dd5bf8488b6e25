"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.alerts"
    label = "alerts"
    verbose_name = _("Email")

    def ready(self):
        """Listen to the events of mail providers."""
        from network.alerts import webhooks  # noqa: F401
