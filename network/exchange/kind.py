"""Offers and requests, as whatever kinds share knows them."""

from django.utils.translation import gettext_lazy as _

from network.catalogue.dimensions import Dimension
from network.catalogue.kinds import Contribution, Home, Kind, register
from network.exchange.models import Direction, Opportunity

register(
    Kind(
        code=Opportunity.KIND,
        model=Opportunity,
        label=_("Offers and requests"),
        singular=_("Offer or request"),
        place=15,
        place_in_letters=15,
        path="exchange/",
        facets=("direction", "pillar", "topic", "region", "country", "modality", "language"),
        dimensions=(Dimension(code="direction", label=_("Offer or request"), names=lambda: dict(Direction.choices)),),
        is_person=False,
        is_introduced=True,
        is_syndicated=True,
        contribution=Contribution(label=_("Make an offer or a request"), address_name="opportunity-new"),
        home=Home(title=_("New offers and requests"), more=_("See all offers and requests"), limit=4, is_counted=True),
    )
)
