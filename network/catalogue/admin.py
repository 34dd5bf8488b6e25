"""The vocabulary that staff may tend: names and synonyms of its terms. New terms come with the data files."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.catalogue import index, vocabulary
from network.catalogue.folding import FoldedSearch
from network.catalogue.models import Country, InstitutionKind, Modality, Rebuild, SpokenLanguage, Topic
from network.catalogue.pillars import Pillar
from network.catalogue.term_form import LANGUAGES, TermForm, TopicForm, name_of, parts_of
from network.celery import knock
from network.panels import Line, Panel, Place, progress


@admin.register(SpokenLanguage, Modality, InstitutionKind)
class TermAdmin(FoldedSearch):
    """Names and other words per language. A term is never deleted, because records are filed under it.

    `columns` are what of it can be edited beside them.
    """

    form = TermForm
    columns: tuple[str, ...] = ()
    list_display = ["label", "code"]
    search_fields = ["code", "labels"]
    readonly_fields = ["code"]

    def get_fieldsets(self, request, obj=None):
        """What belongs to no language, then one part for each."""
        by_language = [
            (language.label, {"fields": [name_of(part, language) for part in parts_of(self.model)]})
            for language in LANGUAGES
        ]
        return [(None, {"fields": [*self.readonly_fields, *self.columns]}), *by_language]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form makes its fields for each language itself."""
        return super().get_form(request, obj, change, **{**kwargs, "fields": self.columns})

    @admin.display(description=_("name"), ordering="labels__en")
    def label(self, term):
        """Its name in the reader's language."""
        return term.label()

    def save_model(self, request, obj, form, change):
        """Store the term and show its new names at once; a worker writes them into the entries of records."""
        super().save_model(request, obj, form, change)
        vocabulary.clear()
        if form.has_new_names:
            self.ask_for_rebuild(obj)
            knock("network.moderation.tasks.rebuild_index")
            messages.info(request, gettext("Searches find records by the new names as soon as the index is rebuilt."))

    def ask_for_rebuild(self, term):
        """Have the entries that hold its names written anew: those of the records that are filed under it."""
        index.ask_for_rebuild(facet=f"{vocabulary.dimension_of(self.model)}:{term.code}")

    def has_add_permission(self, request):
        """New terms come with the data files, in seven languages."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Records are filed under it."""
        return False


@admin.register(Country)
class CountryAdmin(TermAdmin):
    """Countries, with the groupings that they are in."""

    list_display = ["label", "code", "region", "subregion"]
    list_filter = ["region"]
    list_select_related = ["region", "subregion"]
    search_fields = ["code", "alpha3", "labels", "synonyms"]
    readonly_fields = ["code", "region", "subregion"]

    def ask_for_rebuild(self, term):
        """All entries: an offer names whom it is for, a practice where it was adopted, and neither is filed there."""
        index.ask_for_rebuild()


@admin.register(Topic)
class TopicAdmin(TermAdmin):
    """Topics, which have a group and pillars as well."""

    form = TopicForm
    columns = ("group", "pillars", "position")
    list_display = ["label", "group", "shown_pillars"]
    list_filter = ["group"]
    list_select_related = ["group"]
    search_fields = ["name", "slug", "labels", "synonyms"]
    readonly_fields = ["slug"]

    @admin.display(description=_("pillars"))
    def shown_pillars(self, topic):
        """The numbers of its pillars, as readers know them."""
        return ", ".join(Pillar(pillar).label for pillar in topic.pillars)


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
        """A renamed term, a release or `manage.py rebuild_index` ask for it."""
        return False

    def has_change_permission(self, request, obj=None):
        """A worker notes how far it is."""
        return False

    def has_delete_permission(self, request, obj=None):
        """It says what was done, and there are few."""
        return False
