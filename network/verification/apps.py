"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VerificationConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.verification"
    label = "verification"
    verbose_name = _("Focal points and endorsements")

    def ready(self):
        """Let members write to focal points."""
        from network.relay import offices
        from network.verification.office import OFFICE

        offices.register(OFFICE)
