"""Articles, publications and events: pages that editors write beside the members' records."""

from datetime import UTC, datetime, time

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.catalogue.audiences import Audience
from network.catalogue.cards import Field
from network.catalogue.centres import centre_facet
from network.catalogue.index import Listing, place_note
from network.catalogue.models import SpokenLanguage
from network.files.models import Upload
from network.moderation.editorial.pages import FILED_UNDER, WRITTEN, EditorialPage
from network.moderation.models import Missing
from network.moderation.models.at_centre import AT_CENTRE, AtCentre
from network.moderation.models.pictured import picture_is_described
from news.dates import DAYS, FIRST_INSTANT, INSTANTS, LAST_INSTANT, date_in_words, moment_in_words, timezones


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Dated(EditorialPage):
    """A page with a date that may be known to the day, the month or the year only."""

    published_on = models.DateField(_("date"), validators=DAYS)
    date_precision = models.CharField(
        _("date known to the"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )

    class Meta:
        abstract = True


class Article(Dated):
    """A piece of news."""

    KIND = "article"
    FIELDS = {
        **WRITTEN,
        **FILED_UNDER,
        **{
            name: Field(Audience.PUBLIC)
            for name in ("published_on", "date_precision", "location", "source_name", "source_url", "is_featured")
        },
    }
    REQUIRED = ("body",)

    location = models.CharField(_("place"), max_length=160, blank=True)
    source_name = models.CharField(_("source"), max_length=160, blank=True)
    source_url = models.URLField(_("web address of the source"), max_length=500, blank=True)
    is_featured = models.BooleanField(
        _("featured"), default=False, help_text=_("Included in the weekly and monthly newsletters after publication.")
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [picture_is_described("article")]

    @staticmethod
    def listing(card):
        """How an article is listed: its date and place first."""
        common = EditorialPage.common(card)
        if card.get("is_featured"):
            common["facets"]["mark"] = ["featured"]
        return Listing(
            **common,
            body=card.body,
            occurs_at=midnight(card.published_on),
            notes=(
                date_in_words(card.published_on, card.date_precision),
                card.location or place_note(card.countries),
            ),
        )


class Publication(Dated):
    """A document, with its official title and symbol; the document itself is a file, or where the link leads."""

    KIND = "publication"
    FIELDS = {
        **WRITTEN,
        **{name: Field(Audience.PUBLIC) for name in ("publisher", "symbol")},
        **FILED_UNDER,
        **{name: Field(Audience.PUBLIC) for name in ("published_on", "date_precision", "url")},
        "file": Field(Audience.PUBLIC, holds_files=True),
        "languages": Field(Audience.PUBLIC, vocabulary="language"),
    }

    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    symbol = models.CharField(
        _("document symbol"),
        max_length=60,
        blank=True,
        help_text=_("Official documents only, for example A/RES/60/288."),
    )
    url = models.URLField(
        _("web address (URL)"),
        max_length=500,
        blank=True,
        help_text=_("A publication needs this address, or the file of the document."),
    )
    file = models.ForeignKey(
        Upload, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("file of the document")
    )
    languages = models.ManyToManyField(SpokenLanguage, blank=True, related_name="+", verbose_name=_("languages"))

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [picture_is_described("publication")]

    def missing(self):
        """What is empty; the document, where neither a link nor a file leads to it."""
        document = [] if self.url or self.file else [Missing("url", _("the address of the document, or its file"))]
        return super().missing() + document

    def content_of_file(self):
        """The file of the document, or nothing."""
        return self.file.described() if self.file else {}

    @staticmethod
    def listing(card):
        """How a publication is listed: publisher, symbol, date."""
        return Listing(
            **EditorialPage.common(card),
            body=f"{card.body} {card.symbol} {card.publisher}",
            occurs_at=midnight(card.published_on),
            notes=(
                card.publisher,
                card.symbol,
                date_in_words(card.published_on, card.date_precision),
            ),
        )


def validate_timezone(name):
    """Raise ValidationError unless `name` is in the IANA time-zone database."""
    if name not in timezones():
        raise ValidationError(_("Choose a time zone from the list, for example “Africa/Nairobi”."))


class Event(AtCentre, EditorialPage):
    """Something at a time and a place, or online. Times are those of the event's own time zone."""

    KIND = "event"
    FIELDS = {
        **WRITTEN,
        **{name: Field(Audience.PUBLIC) for name in ("starts_at", "ends_at")},
        **FILED_UNDER,
        **{
            name: Field(Audience.PUBLIC)
            for name in ("all_day", "timezone", "location", "is_online", "organizer", "url")
        },
        **AT_CENTRE,
        "languages": Field(Audience.PUBLIC, vocabulary="language"),
    }

    starts_at = models.DateTimeField(_("starts"), validators=INSTANTS)
    ends_at = models.DateTimeField(_("ends"), validators=INSTANTS)
    all_day = models.BooleanField(_("all-day event"), default=False)
    timezone = models.CharField(
        _("time zone"),
        max_length=60,
        default="UTC",
        validators=[validate_timezone],
        help_text=_("Name of the IANA time-zone database, for example Africa/Nairobi."),
    )
    location = models.CharField(_("place"), max_length=160, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    organizer = models.CharField(_("organizer"), max_length=250, blank=True)
    url = models.URLField(_("web address (URL)"), max_length=500, blank=True)
    languages = models.ManyToManyField(SpokenLanguage, blank=True, related_name="+", verbose_name=_("languages"))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")), name="event_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__gte=FIRST_INSTANT, ends_at__lte=LAST_INSTANT),
                name="event_in_a_year_that_clocks_know",
            ),
            picture_is_described("event"),
        ]

    def clean(self):
        """Say beside the field that an event cannot end before it starts."""
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("The end is before the start. Check the dates.")})

    @staticmethod
    def listing(card):
        """How an event is listed: when, and where."""
        common = EditorialPage.common(card)
        common["facets"] |= centre_facet(card)
        return Listing(
            **common,
            body=f"{card.body} {card.organizer}",
            occurs_at=datetime.fromisoformat(card.starts_at),
            ends_at=datetime.fromisoformat(card.ends_at),
            notes=(
                moment_in_words(card.starts_at, card.ends_at, card.timezone, all_day=card.all_day),
                card.location,
                str(_("Online")) if card.is_online else "",
            ),
        )


def midnight(day: str) -> datetime:
    """The first moment of the ISO date `day`, in UTC."""
    return datetime.combine(datetime.fromisoformat(day), time.min, UTC)
