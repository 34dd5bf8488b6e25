"""The vocabulary that staff may tend: topics, their names and synonyms. The rest comes with the data files."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.catalogue import index, vocabulary
from network.catalogue.folding import FoldedSearch
from network.catalogue.models import Rebuild, Topic
from network.catalogue.pillars import Pillar
from network.catalogue.topic_form import LANGUAGES, TopicForm, name_of
from network.celery import knock
from network.panels import Line, Panel, Place, progress


@admin.register(Topic)
class TopicAdmin(FoldedSearch):
    """Names and other words per language. A topic is never deleted, because records are filed under it."""

    form = TopicForm
    list_display = ["label", "group", "shown_pillars"]
    list_filter = ["group"]
    list_select_related = ["group"]
    search_fields = ["name", "slug", "labels", "synonyms"]
    readonly_fields = ["slug"]

    def get_fieldsets(self, request, obj=None):
        """What belongs to no language, then one part for each."""
        by_language = [
            (language.label, {"fields": [name_of(part, language) for part in ("labels", "synonyms")]})
            for language in LANGUAGES
        ]
        return [(None, {"fields": ["slug", "group", "pillars", "position"]}), *by_language]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form makes its fields for each language itself."""
        return super().get_form(request, obj, change, **{**kwargs, "fields": TopicForm.Meta.fields})

    @admin.display(description=_("name"), ordering="name")
    def label(self, topic):
        """Its name in the reader's language."""
        return topic.label()

    @admin.display(description=_("pillars"))
    def shown_pillars(self, topic):
        """The numbers of its pillars, as readers know them."""
        return ", ".join(Pillar(pillar).label for pillar in topic.pillars)

    def save_model(self, request, obj, form, change):
        """Store the topic and show its new labels at once; a worker writes them into the entries of its records."""
        before = Topic.objects.filter(pk=obj.pk).values_list("labels", "synonyms").first()
        super().save_model(request, obj, form, change)
        vocabulary.clear()
        if before != (obj.labels, obj.synonyms):
            index.ask_for_rebuild(facet=f"topic:{obj.slug}")
            knock("network.moderation.tasks.rebuild_index")
            messages.info(request, gettext("Searches find records by the new names as soon as the index is rebuilt."))

    def has_add_permission(self, request):
        """New topics come with the data files, in seven languages."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Records are filed under it."""
        return False


@admin.register(Rebuild)
class RebuildAdmin(admin.ModelAdmin):
    """How far the index is written anew."""

    list_display = ["__str__", "asked_at", "progress", "ended_at"]
    list_filter = ["kind"]

    @admin.display(description=_("progress"))
    def progress(self, rebuild):
        """How many records are done."""
        return progress(str(rebuild), rebuild.done, rebuild.total)

    def panels(self, request):
        """How far the index is written anew, where it is not done."""
        if self.has_view_permission(request):
            address = reverse("admin:catalogue_rebuild_changelist")
            lines = [
                Line(str(rebuild), address, done=rebuild.done, total=rebuild.total, since=rebuild.asked_at)
                for rebuild in Rebuild.objects.waiting()
            ]
            yield Panel(Place.INDEX, _("Search index"), lines, empty=_("The index is up to date."))

    def has_add_permission(self, request):
        """A renamed topic, a release or `manage.py rebuild_index` ask for it."""
        return False

    def has_change_permission(self, request, obj=None):
        """A worker notes how far it is."""
        return False

    def has_delete_permission(self, request, obj=None):
        """It says what was done, and there are few."""
        return False
