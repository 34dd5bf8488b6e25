"""RSS and Atom, one feed per kind and language. They read public entries only."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.languages import Language

ITEMS = 30


class Rss(Feed):
    """`/feeds/<language>/<kind>.rss`."""

    def __call__(self, request, *args, **kwargs):
        """Make the whole feed in the language of its address."""
        is_syndicated = kinds.exists(kwargs["kind"]) and kinds.get(kwargs["kind"]).is_syndicated
        if kwargs["language"] not in Language.values or not is_syndicated:
            raise Http404
        with translation.override(kwargs["language"]):
            return super().__call__(request, *args, **kwargs)

    def get_object(self, request, language, kind):
        """The kind and the language that were asked for."""
        return kinds.get(kind), language

    def title(self, asked):
        """What the feed is called in a reader."""
        return _("%(kind)s: South-South CT/PVE Expert Network") % {"kind": asked[0].label}

    def description(self, asked):
        """One line about it."""
        return _("What is new in the network of Southern experts.")

    def link(self, asked):
        """The page that the feed follows."""
        return settings.ORIGIN + asked[0].list_address

    def items(self, asked):
        """The newest entries."""
        kind, language = asked
        entries = Entry.objects.filter(kind=kind.code, audience=Audience.PUBLIC, language=language, may_be_crawled=True)
        return entries.order_by("-published_at", "record").defer("vector", "facets")[:ITEMS]

    def item_title(self, entry):
        """Its title."""
        return entry.title

    def item_description(self, entry):
        """Its summary."""
        return entry.summary

    def item_link(self, entry):
        """Its address."""
        return settings.ORIGIN + entry.address

    def item_guid(self, entry):
        """The random key, so that a reader knows the item whatever its address becomes."""
        return f"urn:record:{entry.record}"

    item_guid_is_permalink = False

    def item_pubdate(self, entry):
        """When it was first published here."""
        return entry.published_at

    def item_updateddate(self, entry):
        """When its entry was last written."""
        return entry.updated_at


class Atom(Rss):
    """`/feeds/<language>/<kind>.atom`."""

    feed_type = Atom1Feed
    subtitle = Rss.description
