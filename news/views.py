"""Public pages of articles, publications and events."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from network.catalogue import kinds
from network.catalogue.conditional import unchanged
from network.moderation.public import card_or_404
from news import jsonld
from news.models import Article, Event, Publication


@require_safe
@unchanged
def article(request, slug):
    """A piece of news."""
    return _show(request, Article, slug, jsonld.news_article)


@require_safe
@unchanged
def publication(request, slug):
    """A publication, and where to read it."""
    return _show(request, Publication, slug, jsonld.report)


@require_safe
@unchanged
def event(request, slug):
    """An event: when, where, and whom to ask."""
    calendar_address = reverse("event-calendar", args=[slug])
    return _show(request, Event, slug, jsonld.event, calendar_address=calendar_address)


def _show(request, model, slug, json_ld, **context):
    card = card_or_404(request, model, slug)
    context |= {
        "card": card,
        "card_template": model.template_name(),
        "kind": kinds.get(card.kind),
        "json_ld": json_ld(card),
    }
    return render(request, "news/detail.html", context)
