"""What members reported. Conversations that nobody reported cannot be read here."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts.models import Look
from network.panels import Line, Panel, Place
from network.relay.models import Conversation, Writing

LATELY = timedelta(days=30)


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

    def panels(self, request):
        """How many were reported lately."""
        if not self.has_view_permission(request):
            return
        lately = timezone.now() - LATELY
        reported = Conversation.objects.reported().filter(reported_at__gte=lately).order_by()
        figures = reported.aggregate(count=Count("pk"), since=Min("reported_at"))
        if figures["count"]:
            address = reverse("admin:relay_conversation_changelist")
            line = Line(_("Conversations reported in the last 30 days"), address, **figures)
            yield Panel(Place.REVIEW, _("Waiting for a decision"), [line])

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
        """All who take part see that staff read it."""
        people = [conversation.begun_by, conversation.begun_with, *conversation.colleagues.all()]
        return Look.What.CONVERSATION, people
