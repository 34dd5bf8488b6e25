"""Users in the admin: who may sign in and in which role. Nobody sets another person's password here."""

from django.contrib import admin

from network.accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Roles and access. Super-user rights are given on the command line only."""

    list_display = ["__str__", "email", "is_active", "is_member", "is_staff", "joined_at"]
    list_filter = ["is_active", "is_member", "is_staff", "groups"]
    search_fields = ["email"]
    fields = ["email", "language", "is_active", "is_staff", "groups", "is_member", "joined_at", "last_login"]
    readonly_fields = ["email", "is_member", "joined_at", "last_login"]
    filter_horizontal = ["groups"]

    def has_add_permission(self, request):
        """People sign themselves up."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Erasure goes through the person's own data page, which removes everything."""
        return False
