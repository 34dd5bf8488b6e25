"""How endorsed records are filed in the catalogue."""

from django.utils.translation import gettext_lazy as _

from network.catalogue.dimensions import Dimension

YES = "yes"
ENDORSED = Dimension(code="endorsed", label=_("Endorsement"), names=lambda: {YES: _("endorsed by a focal point")})
# As entries have it among their facets.
ENDORSED_KEY = f"{ENDORSED.code}:{YES}"


def endorsed_facet(card) -> dict:
    """The facet of a record whose `card` shows an endorsement."""
    return {ENDORSED.code: [YES] if card.endorsements else []}
