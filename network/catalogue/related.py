"""What else a reader of one record may want to see: entries that are filed under the same topics."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Func, IntegerField, Value
from django.utils import timezone
from django.utils.translation import get_language

from network.accounts.models import User
from network.accounts.reading import Spent
from network.catalogue import kinds
from network.catalogue.cards import Card
from network.catalogue.models import Entry
from network.catalogue.people import list_for

PER_KIND = 3
# Of what shares a topic, so many of each kind, the newest, are compared more closely.
COMPARED = 200


class Common(Func):
    """How many items two arrays have in common."""

    template = "cardinality(ARRAY(SELECT unnest(%(expressions)s)))"
    arg_joiner = ") INTERSECT SELECT unnest("
    output_field = IntegerField()


def in_common(facets: Iterable[str]) -> Common:
    """How many of `facets` an entry has, for use in a query."""
    return Common(F("facets"), Value(list(facets), output_field=Entry._meta.get_field("facets")))


def related_to(card: Card, reader: User | AnonymousUser) -> list[tuple[kinds.Kind, list[Entry]]]:
    """For each kind that is introduced to people, up to `PER_KIND` entries with most topics and places of `card`.

    At least one topic is shared. Kinds with which its own kind is matched are left out, and from the page of a person
    those that are matched with people: what fits nobody else would tell whose it is. What `reader` sees of people
    counts against their day (`reading.Spent`); when that is used up, people are left out.
    """
    visible = Entry.objects.current().filter(audience=card.audience, language=get_language())
    own = visible.filter(record=card.key).values_list("facets", flat=True).first() or []
    topics = [facet for facet in own if facet.startswith("topic:")]
    if not topics:
        return []
    candidates = visible.filter(facets__overlap=topics).exclude(record=card.key).exclude(ends_at__lt=timezone.now())
    own_kind = kinds.get(card.kind)
    matched = {
        *own_kind.matched_with,
        *(kind.code for kind in kinds.registered() if own_kind.is_person and own_kind.code in kind.matched_with),
    }
    shown = [kind for kind in kinds.registered() if kind.is_introduced and kind.code not in matched]
    found = [(kind, _closest(candidates.filter(kind=kind.code), own)) for kind in shown]
    return [(kind, entries) for kind, entries in found if entries and _may_be_shown(reader, entries)]


def _closest(candidates, facets):
    newest = candidates.order_by("-occurs_at").values("pk")[:COMPARED]
    closest = (
        Entry.objects.filter(pk__in=newest)
        .annotate(shared=in_common(facets))
        .order_by("-shared", "-occurs_at", "record")
    )
    return list(closest.only("record", "kind", "audience", "title", "address", "text_language", "notes")[:PER_KIND])


def _may_be_shown(reader, entries):
    try:
        list_for(reader, entries)
    except Spent:
        return False
    return True
