"""RSS and Atom, one feed per kind and language. They read public entries only."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from network.catalogue.audiences import Audience
from network.catalogue.kinds import Kind
from network.catalogue.models import Entry
from network.languages import Language

ITEMS = 30
# People are not syndicated: a feed of profiles would outlive the profiles.
KINDS = [kind for kind in Kind if kind != Kind.EXPERT]


class Rss(Feed):
    """`/feeds/<language>/<kind>.rss`."""

    def __call__(self, request, *args, **kwargs):
        """Make the whole feed in the language of its address."""
        if kwargs["language"] not in Language.values or kwargs["kind"] not in KINDS:
            raise Http404
        with translation.override(kwargs["language"]):
            return super().__call__(request, *args, **kwargs)

    def get_object(self, request, language, kind):
        """The kind and the language that were asked for."""
        return Kind(kind), language

    def title(self, asked):
        """What the feed is called in a reader."""
        return _("%(kind)s: South-South CT/PVE Expert Network") % {"kind": asked[0].label}

    def description(self, asked):
        """One line about it."""
        return _("What is new in the network of Southern experts.")

    def link(self, asked):
        """The page that the feed follows."""
        return settings.ORIGIN + reverse(f"{asked[0].value}-list")

    def items(self, asked):
        """The newest entries."""
        kind, language = asked
        entries = Entry.objects.filter(kind=kind, audience=Audience.PUBLIC, language=language, may_be_crawled=True)
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
