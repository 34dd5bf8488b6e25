"""RSS and Atom, one feed per kind and language. They read public entries only."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.cleaning import for_xml
from network.languages import Language

ITEMS = 30
# What a feed is about: a kind and a language.
Asked = tuple[kinds.Kind, str]


class RssGenerator(Rss201rev2Feed):
    """RSS 2.0. Its descriptions are HTML; of each item it tells the language, in Dublin Core's term."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write one item."""
        super().add_item_elements(handler, {**item, "description": item["html"]})
        dublin_core = {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}
        handler.addQuickElement("dc:language", item["text_language"], dublin_core)


class AtomGenerator(Atom1Feed):
    """Atom (RFC 4287). An entry is in the language of its text; what stands around it is in that of the feed."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """The language of title and summary."""
        return {"xml:lang": item["text_language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write one entry, with the summary as plain text and the whole as HTML."""
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})
        handler.addQuickElement("content", item["html"], {"type": "html", "xml:lang": self.feed["language"]})


class Rss(Feed):
    """`/feeds/<language>/<kind>.rss`."""

    feed_type: type[SyndicationFeed] = RssGenerator
    author_link = settings.ORIGIN + "/"

    def __call__(self, request, *args, **kwargs):
        """Make the whole feed in the language of its address."""
        is_syndicated = kinds.exists(kwargs["kind"]) and kinds.get(kwargs["kind"]).is_syndicated
        if kwargs["language"] not in Language.values or not is_syndicated:
            raise Http404
        with translation.override(kwargs["language"]):
            return super().__call__(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, language: str, kind: str) -> Asked:
        """The kind and the language that were asked for."""
        return kinds.get(kind), language

    def title(self, asked: Asked) -> str:
        """What the feed is called in a reader."""
        return _("%(kind)s: South-South CT/PVE Expert Network") % {"kind": asked[0].label}

    def description(self, asked: Asked) -> str:
        """One line about it."""
        return _("Latest from the South-South CT/PVE Expert Network")

    def link(self, asked: Asked) -> str:
        """The page that the feed follows."""
        return settings.ORIGIN + asked[0].list_address

    def feed_url(self, asked: Asked) -> str:
        """Where the feed itself is, whatever host it was asked for."""
        name = "atom" if self.feed_type is AtomGenerator else "rss"
        return settings.ORIGIN + reverse(name, args=[asked[1], asked[0].code])

    def author_name(self) -> str:
        """Who publishes all items."""
        return _("South-South CT/PVE Expert Network")

    item_author_name = author_name

    def items(self, asked: Asked) -> QuerySet[Entry]:
        """The newest entries."""
        kind, language = asked
        entries = Entry.objects.filter(kind=kind.code, audience=Audience.PUBLIC, language=language, may_be_crawled=True)
        return entries.order_by("-published_at", "record").defer("vector", "facets")[:ITEMS]

    def item_title(self, entry: Entry) -> str:
        """Its title."""
        return for_xml(entry.title)

    def item_description(self, entry: Entry) -> str:
        """Its summary, as plain text."""
        return for_xml(entry.summary)

    def item_extra_kwargs(self, entry: Entry) -> dict[str, str]:
        """Its language; and as HTML its facts, such as date and place, in the language of the feed, and its summary."""
        facts = format_html_join(" · ", "<bdi>{}</bdi>", ((for_xml(note),) for note in entry.notes))
        text = format_html('<p lang="{}" dir="auto">{}</p>', entry.text_language, for_xml(entry.summary))
        html = (format_html("<p>{}</p>", facts) if facts else "") + (text if entry.summary else "")
        return {"text_language": entry.text_language, "html": html}

    def item_link(self, entry: Entry) -> str:
        """Its address."""
        return settings.ORIGIN + entry.address

    def item_guid(self, entry: Entry) -> str:
        """The random key, so that a reader knows the item whatever its address becomes."""
        return f"urn:record:{entry.record}"

    item_guid_is_permalink = False

    def item_pubdate(self, entry: Entry) -> datetime:
        """When it was first published here."""
        return entry.published_at

    def item_updateddate(self, entry: Entry) -> datetime:
        """When its entry was last written."""
        return entry.updated_at


class Atom(Rss):
    """`/feeds/<language>/<kind>.atom`."""

    feed_type = AtomGenerator
    subtitle = Rss.description
