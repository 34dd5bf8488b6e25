"""Configuration of the room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        """Register checks, what ends sessions, letters to staff, and what rooms keep about people and show them."""
        from network.accounts import checks, database_guard, security_log, sessions, staff_notices  # noqa: F401

        autodiscover_modules("personal_data", "my_page")
