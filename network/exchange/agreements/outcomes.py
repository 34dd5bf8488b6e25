"""The public sentence about an exchange: made by us from codes, without names, and only while both sides agree to it.

Whoever takes part is told apart by place first. So a sub-region is named only where at least three people who take part
in such exchanges come from it (the number of `network.catalogue.small_numbers`); otherwise the region alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.catalogue import vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.small_numbers import SMALLEST
from network.exchange.agreements.terms import Terms
from network.exchange.models import Exchange, Side
from network.phrasing import listed

# Of topics and of forms of cooperation each.
MOST_CODES = 2


class Outcome(NamedTuple):
    """One sentence in two parts: what it was about, and where, when and with how many people. `regions` are codes."""

    title: str
    facts: list[str]
    regions: list[str]


def codes_of(exchange: Exchange, terms: Terms) -> dict[str, Any]:
    """What the sentence about `exchange` will rest on, from what everyone can read of both sides at this moment."""
    opportunity = exchange.answer.opportunity
    about = _facets(opportunity.key) if opportunity else {}
    return {
        "modalities": about.get("modality", [])[:MOST_CODES],
        "topics": about.get("topic", [])[:MOST_CODES],
        Side.AUTHOR.value: _place(about),
        Side.MEMBER.value: _place(_facets(exchange.answer.profile)),
        "year": terms.ends_on.year if terms.ends_on else None,
        "people": terms.people,
    }


def _facets(key) -> dict[str, list[str]]:
    """The codes by dimension under which everyone finds the record with `key`."""
    entry = Entry.objects.filter(record=key, audience=Audience.PUBLIC).only("facets").first() if key else None
    found = defaultdict(list)
    for facet in entry.facets if entry else ():
        dimension, _colon, code = facet.partition(":")
        found[dimension].append(code)
    return found


def _place(facets) -> dict[str, str]:
    """The region and the sub-region of a side; whichever is more than one, or not public, is left out."""
    countries = vocabulary.terms("country")
    known = [countries[code] for code in facets.get("country", ()) if code in countries]
    regions = {country.parent for country in known if country.parent}
    subregions = {country.subregion for country in known if country.subregion}
    return {
        name: next(iter(codes)) for name, codes in (("region", regions), ("subregion", subregions)) if len(codes) == 1
    }


def fullest(exchange: Exchange) -> Outcome | None:
    """The most that the sentence about `exchange` would tell; None where there is nothing to tell."""
    codes = exchange.outcome
    return _in_words(codes, named=_subregions([codes])) if codes else None


def latest(limit: int = 50, *, region: str = "") -> list[Outcome]:
    """The sentences that are public now, of the latest exchanges first; of one `region` where its code is given."""
    rows = (
        Exchange.objects.published()
        .order_by("-stage_since", "-pk")
        .values_list("outcome", "answer__author", "answer__member")
    )
    published = list(rows)
    named = _may_be_named(published)
    found = [_in_words(codes, named) for codes, _author, _member in published]
    return [outcome for outcome in found if not region or region in outcome.regions][:limit]


def _may_be_named(published: Iterable[tuple[Mapping[str, Any], int, int]]) -> set[str]:
    """The sub-regions from which enough different people come."""
    people = defaultdict(set)
    for codes, author, member in published:
        for side, user in ((Side.AUTHOR, author), (Side.MEMBER, member)):
            # Of several who were erased nobody knows whether they are different people.
            if user:
                people[codes[side].get("subregion")].add(user)
    return {code for code, users in people.items() if code and len(users) >= SMALLEST}


def _subregions(all_codes) -> set[str]:
    return {codes[side]["subregion"] for codes in all_codes for side in Side if "subregion" in codes[side]}


def _in_words(codes, named) -> Outcome:
    what = listed(vocabulary.label("modality", code) for code in codes["modalities"]) or _("Exchange")
    topics = listed(vocabulary.label("topic", code) for code in codes["topics"])
    places = [place for side in Side if (place := _place_in_words(codes[side], named))]
    people = codes["people"]
    facts = [
        " – ".join(dict.fromkeys(places)),
        str(codes["year"] or ""),
        ngettext("%(count)d person", "%(count)d people", people) % {"count": people} if people else "",
    ]
    return Outcome(
        title=_("%(what)s: %(topics)s") % {"what": what, "topics": topics} if topics else what,
        facts=[fact for fact in facts if fact],
        regions=[codes[side]["region"] for side in Side if "region" in codes[side]],
    )


def _place_in_words(place, named) -> str:
    if place.get("subregion") in named:
        return vocabulary.label("subregion", place["subregion"])
    return vocabulary.label("region", place["region"]) if "region" in place else ""
