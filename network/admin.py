"""The admin as this portal's staff see it. Each room registers its own models."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(admin.AdminSite):
    """Signs people in like the rest of the site: there is no second door without second factor."""

    site_header = _("Expert Network: staff")
    site_title = _("Expert Network")
    index_title = _("The desk")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.login = secure_admin_login(self.login)
