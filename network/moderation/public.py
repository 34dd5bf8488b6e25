"""The public page of a record of any kind, and the files that it shows. A row goes in, a card comes out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from network.catalogue import sharing, vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.cards import Card
from network.catalogue.conditional import unchanged
from network.catalogue.favourites import saved_among
from network.catalogue.kinds import Kind
from network.catalogue.people import card_for
from network.catalogue.related import related_to
from network.files.models import Rendition
from network.files.serving import picture
from network.languages import spoken
from network.moderation import openings
from network.moderation.beside import sentences
from network.moderation.models import Record
from network.moderation.uploads import file_or_404, names_picture


def card_or_404(request: HttpRequest, model: type[Record], slug: str) -> Card:
    """The card of the published `model` record at `slug` for whoever asks. Hidden and missing are the same Http404.

    Raises `reading.Spent` when they read more profiles than a person does in a day.
    """
    card = get_object_or_404(model.objects.published(), slug=slug).card(Audience.of(request.user))
    if card is None:
        raise Http404
    return card_for(request.user, card)


def written_in(language: str) -> str:
    """The name of `language` for readers of another one; nothing for those who read it."""
    return "" if language == get_language() else vocabulary.label("language", spoken(language))


@require_safe
@unchanged
def record_page(request: HttpRequest, slug: str, *, kind: Kind) -> HttpResponse:
    """One record of `kind` as the reader's audience may see it, with what else the kind says of its page."""
    card = card_or_404(request, kind.model, slug)
    openings.count(request, card.key)
    listing = kind.model.listing(card)
    context = {
        "kind": kind,
        "card": card,
        "card_template": kind.model.template_name(),
        "page_actions": kind.page_actions_template,
        "listing": listing,
        "picture": sharing.address(kind, listing),
        "json_ld": kind.json_ld(card) if kind.json_ld else None,
        "beside": sentences(card),
        "written_in": written_in(card.original_language),
        "related": related_to(card, request.user),
        "is_saved": card.key in saved_among(request.user, [card.key]),
    }
    more = kind.page_context(request, card) if kind.page_context else {}
    return render(request, "moderation/record.html", context | more)


@require_safe
def record_file(request: HttpRequest, slug: str, key: str, *, kind: Kind) -> HttpResponseBase:
    """A file that the page of a record shows this reader; where its field says so, after a second factor only."""
    return file_or_404(request, card_or_404(request, kind.model, slug), kind.model.FIELDS, key)


@require_safe
def record_picture(request: HttpRequest, slug: str, key: str, width: int, *, kind: Kind) -> HttpResponseBase:
    """The picture of a record in one of its widths, for readers whom its page shows it."""
    card = card_or_404(request, kind.model, slug)
    if not names_picture(card, key):
        raise Http404
    rendition = get_object_or_404(Rendition.objects.filter(upload__record=card.key), upload__key=key, width=width)
    return picture(rendition, is_for_everyone=card.audience == Audience.PUBLIC)
