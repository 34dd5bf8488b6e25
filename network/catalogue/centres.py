"""What belongs to a centre of excellence carries its key as a facet, whatever its kind: practices, offers, events.

The centres themselves are records of a room above; here they are entries like all others.
"""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network import collation
from network.catalogue.audiences import Audience
from network.catalogue.cards import Card
from network.catalogue.dimensions import Dimension
from network.catalogue.models import Entry

KIND = "centre"


def names() -> dict[str, str]:
    """The key of each centre that everyone can see, with its name, in the order of the names. One query."""
    entries = Entry.objects.filter(kind=KIND, audience=Audience.PUBLIC, language=get_language())
    return dict(sorted(entries.values_list("record", "title"), key=lambda pair: collation.key(pair[1])))


CENTRE = Dimension(code="centre", label=_("Centre of excellence"), phrase=_("of %(values)s"), names=names)


def centre_facet(card: Card) -> dict[str, list[str]]:
    """The facet of a record whose `card` names a centre."""
    return {CENTRE.code: [card.at_centre] if card.get("at_centre") else []}


class CentreField(forms.ChoiceField):
    """Asks for a centre that everyone can see; what no one sees is no choice."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", CENTRE.label)
        super().__init__(required=False, choices=lambda: [("", "—"), *names().items()], **kwargs)
