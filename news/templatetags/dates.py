"""Dates and times of cards in templates."""

from django import template

from news import dates

register = template.Library()


@register.filter
def published_in_words(card) -> str:
    """The date of an article or publication, as exactly as it is known."""
    return dates.date_in_words(card.published_on, card.date_precision)


@register.filter
def published_for_machines(card) -> str:
    """The same date for the `datetime` attribute of <time>."""
    return dates.date_for_machines(card.published_on, card.date_precision)


@register.filter
def moment_in_words(card) -> str:
    """When an event is, on the clocks of its own time zone."""
    return dates.moment_in_words(card.starts_at, card.ends_at, card.timezone, all_day=card.all_day)


@register.filter
def moment_for_machines(card) -> str:
    """When an event starts, for the `datetime` attribute of <time>."""
    return dates.moment_for_machines(card.starts_at, card.timezone, all_day=card.all_day)
