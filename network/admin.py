"""The admin as this portal's staff see it. Each room registers its own models."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

# What the parts we build on would show: secrets of second factors, addresses, sessions, tags that we do not use.
NEVER_SHOWN = {"mfa.authenticator", "account.emailaddress", "usersessions.usersession", "taggit.tag"}


class PortalAdminSite(admin.AdminSite):
    """Signs people in like the rest of the site: there is no second door without second factor."""

    site_header = _("Expert Network: staff")
    site_title = _("Expert Network")
    index_title = _("Staff pages")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.login = secure_admin_login(self.login)

    def register(self, model_or_iterable, admin_class=None, **options):
        """Register models as Django does, without those in NEVER_SHOWN."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        shown = [model for model in models if model._meta.label_lower not in NEVER_SHOWN]
        super().register(shown, admin_class, **options)

    def password_change(self, request, extra_context=None):
        """Passwords are changed where everybody's are, after signing in again."""
        return redirect("account_change_password")
