"""How many readers saved what an author wrote."""

from collections.abc import Mapping

from django.db.models import Count
from django.utils.translation import ngettext

from network.accounts.my_page import figures
from network.catalogue import kinds, small_numbers
from network.catalogue.models import Favourite


@figures(place=20)
def saved_by(records: Mapping[str, str]) -> dict[str, str]:
    """How many saved each of `records` that is about no person; nothing where they are few."""
    things = [key for key, kind in records.items() if kind not in kinds.of_people()]
    counted = Favourite.objects.filter(record__in=things).values_list("record").annotate(Count("pk"))
    return {
        record: ngettext("Saved by %(number)d reader.", "Saved by %(number)d readers.", number) % {"number": number}
        for record, number in counted
        if not small_numbers.is_small(number)
    }
