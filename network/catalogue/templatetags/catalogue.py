"""Labels, links and marks of the vocabulary, and links from one query to the next."""

from dataclasses import replace
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from network import collation, languages
from network.catalogue import dimensions, kinds, vocabulary
from network.catalogue.freshness import Freshness
from network.catalogue.models import Entry
from network.catalogue.pillars import Pillar
from network.catalogue.query import facet_label
from network.phrasing import comma, time_since

register = template.Library()


@register.filter
def label(code, dimension):
    """The name of `code` of `dimension` in the reader's language."""
    return vocabulary.label(dimension, code)


register.filter("direction", languages.direction)
register.filter("time_since", time_since)


@register.filter
def kind_name(kind):
    """What people call one record of `kind`."""
    return kinds.get(kind).singular


@register.filter
def own_actions(kind):
    """The name of the part with what else an author may do with a record of `kind`; nothing where that is nothing."""
    return kinds.get(kind).own_actions_template


@register.filter
def review_part(kind):
    """The name of the part with what moderators must see first of a record of `kind`; nothing where that is nothing."""
    return kinds.get(kind).review_template


@register.filter
def has_closed(entry) -> bool:
    """Whether `entry` is of a kind that closes, and has."""
    return (
        entry.ends_at is not None and "open" in (kinds.get(entry.kind).facets or ()) and entry.ends_at <= timezone.now()
    )


@register.simple_tag
def freshness(aged):
    """The `Freshness` of a card or an entry, or None."""
    return Freshness.of(aged.fresh_until, aged.outdated_at)


@register.simple_tag
def term_links(codes, dimension, list_name):
    """Names of `codes` (one or several), each linking to the list filtered by it."""
    codes = [codes] if isinstance(codes, str) else codes
    address = reverse(list_name)
    named = sorted(
        ((vocabulary.label(dimension, code), code) for code in codes), key=lambda pair: collation.key(pair[0])
    )
    links = ((address, urlencode({dimension: code}), name) for name, code in named)
    return format_html_join(comma(), '<a href="{}?{}">{}</a>', links)


@register.simple_tag
def centre_of(card):
    """The entry of the centre of excellence that `card` names, as far as its reader sees that; or None."""
    return Entry.objects.shown_of(card.at_centre, card.audience) if card.get("at_centre") else None


@register.simple_tag
def pillar_mark(number, list_name):
    """The mark of a pillar: its Roman number and short name, linking to the list filtered by it."""
    pillar = Pillar(int(number))
    return format_html(
        '<a class="pillar" href="{}?pillar={}"><b>{}</b> {}</a>',
        reverse(list_name), pillar.value, pillar.label, pillar.short,
    )  # fmt: skip


@register.simple_tag
def query_string(query, hidden="", **changes):
    """The address part of `query` with leading "?", without dimension `hidden`; `changes` adds e.g. a page number."""
    parts = [query.encoded(leave_out=(hidden,)), urlencode({name: value for name, value in changes.items() if value})]
    return f"?{joined}" if (joined := "&".join(filter(None, parts))) else ""


@register.simple_tag(takes_context=True)
def list_address(context, query, at="", **changes):
    """The address of the list of this page, or of a file with its results `at` another path, for `query`.

    It keeps the order that the reader chose; `changes` as above.
    """
    order, usual = context["order"], context["orders"][0]
    chosen = {} if order == usual else {"sort": order.code}
    return (at or context["request"].path) + query_string(query, context["hidden_dimension"], **(chosen | changes))


@register.simple_tag
def chips(query, hidden=""):
    """What the reader asked for, piece by piece: label, and the query without that piece."""
    chosen = [
        {"label": facet_label(dimension, code), "without": query.toggled(dimension, code)}
        for dimension in dimensions.codes()
        if dimension != hidden
        for code in query.codes(dimension)
    ]
    words = [{"label": f"“{query.words}”", "without": replace(query, words="")}] if query.words else []
    return words + chosen


@register.simple_tag
def thumb(entry):
    """What stands beside the title of `entry` in a list: its picture, a mark for a person, or a drawing by pillar.

    The title says all that it could say, so that it has no words of its own.
    """
    if entry.picture:
        return _small_picture(f"{entry.address}files/{entry.picture['key']}/", entry.picture)
    if kinds.get(entry.kind).is_person:
        return person_mark(entry.initials)
    return format_html('<span class="thumb thumb-pillar-{}" aria-hidden="true"></span>', entry.pillar or "none")


def _small_picture(address, picture):
    sources = format_html_join(", ", "{}{}/ {}w", ((address, width, width) for width in picture["widths"][:2]))
    return format_html(
        '<picture class="thumb"><source type="image/webp" sizes="7rem" srcset="{}">'
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy"></picture>',
        sources, address, picture["width"], picture["height"],
    )  # fmt: skip


@register.simple_tag
def person_mark(initials):
    """A mark in place of a photo: initials where the name is shown, else a sign for somebody in a role."""
    anonymous = "" if initials else " person-without-name"
    return format_html('<span class="person{}" aria-hidden="true">{}</span>', anonymous, initials)
