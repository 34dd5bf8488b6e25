"""The forms in which editors write, inside the admin."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from network.catalogue.centres import CentreField
from network.files.filetypes import FileType
from network.files.forms import UploadField
from network.moderation.editorial.forms import (
    FILED,
    OF_PICTURE,
    WIDGETS,
    WRITTEN,
    DateInput,
    EditorialForm,
    TimeInput,
    chooser,
)
from network.moderation.file_fields import PictureMixin
from news.dates import DAYS, local, timezone_choices, whole_days
from news.models import Article, Event, Publication

DATED = WIDGETS | {"published_on": DateInput()}


class ArticleForm(EditorialForm):
    """A piece of news."""

    class Meta:
        model = Article
        fields = [
            *WRITTEN,
            *OF_PICTURE,
            "published_on",
            "date_precision",
            "location",
            "source_name",
            "source_url",
            "is_featured",
            *FILED,
        ]
        widgets = DATED


class PublicationForm(EditorialForm):
    """A document that lies elsewhere, or whose file is kept here."""

    FILES = PictureMixin.FILES | {"file": "new_file"}

    languages = chooser("language", _("Languages"))
    new_file = UploadField(
        accepted={FileType.PDF}, required=False, label=_("File of the document"), help_text=_("PDF, up to 15 MB.")
    )
    remove_file = forms.BooleanField(required=False)

    class Meta:
        model = Publication
        fields = [
            *WRITTEN,
            *OF_PICTURE,
            "publisher",
            "symbol",
            "published_on",
            "date_precision",
            "url",
            "languages",
            *FILED,
        ]
        widgets = DATED

    def missing(self):
        """A file that comes with the form is no link, and does as well."""
        comes = self.cleaned_data.get("new_file")
        return [answer for answer in super().missing() if not (comes and answer.name == "url")]


class EventForm(EditorialForm):
    """An event, with dates and times as they are on the clocks of its own time zone."""

    languages = chooser("language", _("Languages"))
    at_centre = CentreField(help_text=Event._meta.get_field("at_centre").help_text)
    timezone = forms.ChoiceField(label=_("Time zone"), initial="UTC", choices=timezone_choices)
    starts_on = forms.DateField(label=_("First day"), widget=DateInput, validators=DAYS)
    start_time = forms.TimeField(
        label=_("Starts at"),
        required=False,
        widget=TimeInput,
        help_text=_("Leave both times empty for an all-day event."),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DateInput,
        validators=DAYS,
        help_text=_("Only if the event lasts more than one day."),
    )
    end_time = forms.TimeField(label=_("Ends at"), required=False, widget=TimeInput)

    class Meta:
        model = Event
        fields = [
            *WRITTEN,
            *OF_PICTURE,
            "timezone",
            "location",
            "is_online",
            "organizer",
            "at_centre",
            "url",
            "languages",
            *FILED,
        ]
        widgets = WIDGETS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= self._span()

    def _span(self):
        event = self.instance
        start, end = local(event.starts_at, event.timezone), local(event.ends_at, event.timezone)
        days = {"starts_on": start.date(), "ends_on": end.date() if end.date() > start.date() else None}
        if event.all_day:
            return days
        return {**days, "start_time": start.time(), "end_time": end.time() if end > start else None}

    def clean(self):
        """Put days and times together; without times the event takes the whole of its days."""
        cleaned = super().clean()
        if self.errors.keys() & {"starts_on", "start_time", "ends_on", "end_time", "timezone"}:
            return cleaned
        first, last = cleaned["starts_on"], cleaned.get("ends_on") or cleaned["starts_on"]
        opens, closes = cleaned.get("start_time"), cleaned.get("end_time")
        if last < first:
            self.add_error("ends_on", _("The last day is before the first day. Check both dates."))
        elif closes and not opens:
            self.add_error("start_time", _("Enter a start time as well."))
        elif opens and not closes and last > first:
            self.add_error("end_time", _("Enter an end time for the last day as well."))
        elif opens:
            self._set_times(first, opens, last, closes or opens, ZoneInfo(cleaned["timezone"]))
        else:
            self.instance.all_day = True
            self.instance.starts_at, self.instance.ends_at = whole_days(first, last, cleaned["timezone"])
        return cleaned

    def _set_times(self, first, opens, last, closes, zone):
        start, end = datetime.combine(first, opens, zone), datetime.combine(last, closes, zone)
        if end < start:
            self.add_error("end_time", _("The end time is before the start time. Check both."))
            return
        self.instance.all_day = False
        self.instance.starts_at, self.instance.ends_at = start, end
