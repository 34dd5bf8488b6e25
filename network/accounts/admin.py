"""Users in the admin: who may sign in and in which role. Nobody sets another person's password here."""

from django.contrib import admin
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.accounts.sessions import end_all

RIGHTS = {"is_active", "is_staff", "groups"}


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Roles and access. Super-user rights are given on the command line only."""

    list_display = ["__str__", "email", "is_active", "is_member", "is_staff", "joined_at"]
    list_filter = ["is_active", "is_member", "is_staff", "groups"]
    search_fields = ["email"]
    fields = ["email", "language", "is_active", "is_staff", "groups", "is_member", "joined_at", "last_login"]
    readonly_fields = ["email", "is_member", "joined_at", "last_login"]
    filter_horizontal = ["groups"]

    actions = ["end_sessions"]

    @admin.action(description=_("End all sessions of the selected people"), permissions=["change"])
    def end_sessions(self, request, queryset):
        """Sign people out everywhere, for example when a phone was lost."""
        for user in queryset:
            end_all(user)
        self.message_user(request, now("They are signed out everywhere."))

    def save_related(self, request, form, formsets, change):
        """A role that was given or taken counts from the next sign-in on."""
        super().save_related(request, form, formsets, change)
        if RIGHTS & set(form.changed_data):
            end_all(form.instance)

    def has_add_permission(self, request):
        """People sign themselves up."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Erasure goes through the person's own data page, which removes everything."""
        return False
