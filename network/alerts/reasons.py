"""Why somebody is told of something, in one sentence of the current language."""

from collections.abc import Iterable
from functools import lru_cache
from typing import cast

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network.alerts.models import Hit, Purpose, StoredSearch
from network.catalogue import kinds, vocabulary
from network.catalogue.query import Query
from network.phrasing import listed

# What two sides have in common, in the order in which it matters.
COMMON = ("language", "modality", "needed-modality", "region", "pillar")


def sentence(hit: Hit, kind: str) -> str:
    """The reason of `hit`, about a record of `kind`."""
    subscription = hit.subscription
    if subscription.purpose == Purpose.INTRODUCTIONS:
        return introduction(hit.shared, kind)
    search = cast(StoredSearch, subscription.search)  # a constraint of the table
    text = _followed(search.query, get_language())
    return f"{text} ({subscription.note})" if subscription.note else text


@lru_cache(maxsize=20_000)
def _followed(query, language):
    """Many people follow the same search, and one search finds many things."""
    search = Query.parse(QueryDict(query)).in_words()
    return _("You follow: %(search)s") % {"search": search}


def introduction(shared: Iterable[str], kind: str) -> str:
    """Why a record of `kind` was introduced, from the keys that both sides share."""
    sought, known = labels(shared, "topic"), labels(shared, "need")
    if sought and known:
        text = _(
            "Knows about %(sought)s, which you want to learn about, and wants to learn about %(known)s, which you know"
        ) % {
            "sought": listed(sought),
            "known": listed(known),
        }
    elif known and not kinds.get(kind).is_person:
        text = _("Asks for support on %(topics)s, which you know") % {"topics": listed(known)}
    elif known:
        text = _("Wants to learn about %(topics)s, which you know") % {"topics": listed(known)}
    elif kinds.get(kind).is_person:
        text = _("Knows about %(topics)s, which you want to learn about") % {"topics": listed(sought)}
    else:
        text = _("Is about %(topics)s, which you want to learn about") % {"topics": listed(sought)}
    return with_common(text, shared)


def with_common(text: str, shared: Iterable[str]) -> str:
    """The sentence that begins with `text`, and then names what else is among the keys that both sides share."""
    shared = list(shared)
    common = [label for dimension in COMMON for label in labels(shared, dimension)]
    if not common:
        return f"{text}."
    return _("%(reason)s; in common: %(common)s.") % {"reason": text, "common": listed(common)}


def labels(keys: Iterable[str], dimension: str) -> list[str]:
    """Names of those of `keys` that are of `dimension`."""
    prefix = f"{dimension}:"
    return [vocabulary.label(dimension, key.removeprefix(prefix)) for key in keys if key.startswith(prefix)]
