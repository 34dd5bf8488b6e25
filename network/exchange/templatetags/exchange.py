"""Dates, costs and names of choices of offers and requests in templates."""

from django import template
from django.utils import timezone

from network.catalogue import vocabulary
from network.exchange import closing
from network.exchange.choices import Recipient, Sensitivity
from network.exchange.models import Cost
from network.phrasing import listed

register = template.Library()
register.filter("day", closing.day_in_words)
register.filter("closing_time", closing.moment_in_words)


@register.filter
def is_closed(card) -> bool:
    """Whether what `card` shows takes no more answers."""
    return card.closes_at is not None and card.closes_at <= timezone.now()


@register.filter
def named(codes, dimension) -> str:
    """The names of `codes` of a dimension as a list."""
    return listed(vocabulary.label(dimension, code) for code in codes)


@register.filter
def sensitivities(codes) -> str:
    """The names of what something touches as a list."""
    return listed(Sensitivity(code).label for code in codes)


@register.filter
def recipient(code) -> str:
    """What those are called whom something is for."""
    return Recipient(code).label


@register.filter
def cost_item(code) -> str:
    """What an item of cost is called."""
    return Cost.Item(code).label


@register.filter
def cost_bearer(code) -> str:
    """Who bears an item of cost."""
    return Cost.Bearer(code).label
