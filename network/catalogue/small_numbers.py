"""Which numbers that count experts may be shown: small ones by place tell who somebody is.

The glossary's do-no-harm rule 4.2.8 leaves out counts of experts by country below three. A number that is left out must
not follow from others either (a total minus what is beside it, several kinds minus one, two countries minus one), so:

- Numbers that count no expert are always shown.
- Beside countries and regions, numbers that count experts are shown for the whole directory only (no words, no filter
  but the kind), and only if no place has fewer than three: all or none, or the missing one would be the difference.
- Of what is narrowed to a place, no number that counts experts is shown.
- Words may name a place: what they find is not counted below three.

The entries themselves stand in the list, and whoever wants to can count them; this is about what the portal states.

Numbers of readers, which authors see of their own records, are told from the same number on.
"""

from network.catalogue import kinds
from network.catalogue.query import Query

SMALLEST = 3
PLACES = ("country", "region")


def may_show(query: Query, experts: int) -> bool:
    """Whether a number may be shown that counts `experts` experts, among what `query` finds or a part of it."""
    if not experts:
        return True
    if any(query.codes(place) for place in PLACES):
        return False
    return not query.words or experts >= SMALLEST


def may_show_beside_places(query: Query, experts: list[int]) -> bool:
    """Whether numbers may stand beside the choices of a place, for `query` without that place.

    `experts` says for each choice how many experts its number counts.
    """
    counted = [number for number in experts if number]
    is_whole = query.narrowed_to("kind") and not query.with_outdated
    return not counted or (is_whole and min(counted) >= SMALLEST)


def may_count_experts(query: Query) -> bool:
    """Whether experts are among the kinds that `query` asks for."""
    return not query.codes("kind") or not kinds.of_people().isdisjoint(query.codes("kind"))


def is_small(number: int) -> bool:
    """Whether `number` counts so few people that no more may be told than that."""
    return number < SMALLEST


def may_show_part(part: int, whole: int) -> bool:
    """Whether `part` may be told beside `whole`, which is told: neither it nor what is left of the whole is small."""
    rest = whole - part
    return not is_small(part) and (not rest or not is_small(rest))
