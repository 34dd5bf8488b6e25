"""Where editors write articles, publications and events."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.moderation.editorial.admin import MOST_LISTED, EditorialAdmin, removals
from network.panels import Line, Panel, Place
from news.dates import date_in_words, moment_in_words
from news.forms import ArticleForm, EventForm, PublicationForm
from news.models import Article, Event, Publication


class DatedAdmin(EditorialAdmin):
    """A page with a date."""

    @admin.display(description=_("date"), ordering="published_on")
    def dated(self, page):
        """The date, as exactly as it is known."""
        return date_in_words(page.published_on, page.date_precision)


@admin.register(Article)
class ArticleAdmin(DatedAdmin):
    """News."""

    form = ArticleForm
    list_display = ["title", "state", "dated", "edited_by", "edited_at"]
    sections = (
        (_("Date and place"), {"fields": ["published_on", "date_precision", "location"]}),
        (_("Source"), {"fields": ["source_name", "source_url"]}),
        (_("Newsletter"), {"fields": ["is_featured"]}),
    )


@admin.register(Publication)
class PublicationAdmin(DatedAdmin):
    """Publications."""

    form = PublicationForm
    list_display = ["title", "symbol", "state", "dated", "edited_by", "edited_at"]
    search_fields = ["title", "summary", "symbol"]

    def get_sections(self, obj):
        """What identifies the document, and where it is."""
        where = ["url", "new_file", *removals(obj, "file")]
        identity = ["publisher", "symbol", "published_on", "date_precision"]
        return [(_("The document"), {"fields": [*identity, *where, "languages"]})]


@admin.register(Event)
class EventAdmin(EditorialAdmin):
    """Events."""

    form = EventForm
    list_display = ["title", "state", "takes_place", "edited_by", "edited_at"]
    sections = (
        (_("When"), {"fields": [("starts_on", "start_time"), ("ends_on", "end_time"), "timezone"]}),
        (_("Where and who"), {"fields": ["location", "is_online", "organizer", "at_centre", "url", "languages"]}),
    )

    def panels(self, request):
        """What events have beside what all pages have: those that are up and still to come."""
        yield from super().panels(request)
        if not self.has_change_permission(request):
            return
        coming = self.model.objects.published().filter(ends_at__gte=timezone.now()).order_by("starts_at")
        yield Panel(
            Place.COMING,
            _("Upcoming events"),
            [
                Line(str(event), self._address("change", event.pk), note=self.takes_place(event))
                for event in coming[:MOST_LISTED]
            ],
            empty=_("No event is announced."),
        )

    @admin.display(description=_("when"), ordering="starts_at")
    def takes_place(self, event):
        """The time on the clocks of the event."""
        return moment_in_words(event.starts_at, event.ends_at, event.timezone, all_day=event.all_day)
