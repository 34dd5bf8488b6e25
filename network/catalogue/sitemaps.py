"""The sitemap: lists, pages, and public entries that may be crawled, in every language."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import F, Func, QuerySet, TextField
from django.urls import reverse

from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.languages import Language

PAGES = (
    "home",
    "about",
    "privacy",
    "accessibility",
    "help",
    "guidance",
    "terms",
    "contact",
    "countries",
    "focal-points",
    "exchange-outcomes",
)


class Pages(Sitemap):
    """Pages that belong to no record."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Names of addresses."""
        return [*PAGES, *(f"{code}-list" for code in kinds.codes())]

    def location(self, name: str) -> str:
        """The address in the language that is current."""
        return reverse(name)


class Records(Sitemap):
    """Every public record that may be crawled, once per language."""

    limit = 5000

    def items(self) -> QuerySet[Entry]:
        """Entries in a lasting order."""
        entries = Entry.objects.filter(audience=Audience.PUBLIC, may_be_crawled=True)
        return entries.order_by("pk").only("address", "updated_at")

    def location(self, entry: Entry) -> str:
        """Its address."""
        return entry.address

    def lastmod(self, entry: Entry) -> datetime:
        """When it was last written."""
        return entry.updated_at


class Countries(Sitemap):
    """The page of each country of which there is anything for everyone, in every language."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Codes of countries."""
        entries = Entry.objects.current().filter(audience=Audience.PUBLIC, language=Language.ENGLISH)
        keys = entries.annotate(key=Func(F("facets"), function="unnest", output_field=TextField()))
        found = keys.order_by("key").values_list("key", flat=True).distinct()
        return [key.removeprefix("country:") for key in found if key.startswith("country:")]

    def location(self, code: str) -> str:
        """The address in the language that is current."""
        return reverse("country", args=[code])


SITEMAPS = {"pages": Pages, "countries": Countries, "records": Records}
