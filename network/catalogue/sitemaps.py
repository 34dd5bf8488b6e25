"""The sitemap: lists, pages, and public entries that may be crawled, in every language."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry

PAGES = ("home", "about", "privacy", "accessibility", "help", "guidance", "terms", "contact")


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


SITEMAPS = {"pages": Pages, "records": Records}
