"""Every decision, to look up and to download."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from network import spreadsheets
from network.accounts.disclosure import disclose
from network.accounts.models import Look
from network.catalogue.folding import FoldedSearch
from network.moderation import case_file
from network.moderation.models import Decision


@admin.register(Decision)
class DecisionAdmin(FoldedSearch):
    """Every decision, to look up and never to change."""

    list_display = ["record", "action", "by", "seconded_by", "at"]
    list_filter = ["action"]
    search_fields = ["record__heading"]
    list_select_related = ["record", "by", "seconded_by"]
    date_hierarchy = "at"
    actions = ["download"]

    @admin.action(description=_("Download the selected decisions (CSV)"), permissions=["view"])
    def download(self, request, queryset):
        """The file of decisions; whose records are in it reads that in their own data."""
        decisions = queryset.select_related("record__author").order_by("pk")
        authors = {decision.record.author for decision in decisions}
        text = disclose(Look.What.CASE_FILE, of=authors, to=request.user, content=lambda: case_file.table(decisions))
        return spreadsheets.attachment(text, "decisions.csv")

    def disclosed(self, decision):
        """The reason, and for a refusal what it was about, are between the author and those who decide."""
        return Look.What.CASE_FILE, [decision.record.author]

    def has_add_permission(self, request):
        """Decisions are made at the desk."""
        return False

    def has_change_permission(self, request, obj=None):
        """What was decided stays as it was."""
        return False

    def has_delete_permission(self, request, obj=None):
        """What was decided stays."""
        return False
