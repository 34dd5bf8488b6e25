"""The vocabulary that staff may tend: topics, their labels and synonyms. The rest comes with the data files."""

from django.contrib import admin

from network.catalogue import vocabulary
from network.catalogue.models import Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """Labels and synonyms per language. A topic is never deleted, because records are filed under it."""

    list_display = ["name", "group", "pillars"]
    list_filter = ["group"]
    list_select_related = ["group"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "group", "pillars", "labels", "synonyms", "position"]
    readonly_fields = ["slug"]

    def save_model(self, request, obj, form, change):
        """Store the topic and show its new labels at once."""
        super().save_model(request, obj, form, change)
        vocabulary.forget()

    def has_add_permission(self, request):
        """New topics come with the data files, in seven languages."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Records are filed under it."""
        return False
