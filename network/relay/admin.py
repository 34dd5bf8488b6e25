"""What members reported. Conversations that nobody reported cannot be read here."""

from django.contrib import admin

from network.accounts.models import Look
from network.relay.models import Conversation, Writing


class WritingInline(admin.TabularInline):
    """What was written."""

    model = Writing
    fields = readonly_fields = ["author", "text", "written_at"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        """Staff take no part."""
        return False


@admin.register(Conversation)
class ReportedConversations(admin.ModelAdmin):
    """Reported conversations, to read and to decide elsewhere what follows for the accounts."""

    list_display = ["__str__", "begun_by", "begun_with", "reported_by", "reported_at"]
    list_select_related = ["begun_by", "begun_with", "reported_by"]
    ordering = ["-reported_at"]
    fields = readonly_fields = [
        "subject", "begun_by", "begun_with", "begun_at", "reported_by", "reported_at", "report",
    ]  # fmt: skip
    inlines = [WritingInline]

    def get_queryset(self, request):
        """Only what a side asked staff to look at."""
        return super().get_queryset(request).reported()

    def has_add_permission(self, request):
        """Conversations come from members."""
        return False

    def has_change_permission(self, request, obj=None):
        """What was written stays as it was."""
        return False

    def has_delete_permission(self, request, obj=None):
        """It is evidence until its time has passed."""
        return False

    def disclosed(self, conversation):
        """Both sides see that staff read it."""
        return Look.What.CONVERSATION, [conversation.begun_by, conversation.begun_with]
