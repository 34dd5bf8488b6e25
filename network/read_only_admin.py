"""An admin in which nothing is written by hand."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """Lists and shows; rows come and go by what people and tasks do."""

    def has_add_permission(self, request):
        """Rows come from elsewhere."""
        return False

    def has_change_permission(self, request, obj=None):
        """Rows are changed elsewhere."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Rows are deleted elsewhere."""
        return False
