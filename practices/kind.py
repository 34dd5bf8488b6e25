"""Good practices, as whatever kinds share knows them."""

from django.utils.translation import gettext_lazy as _

from network.catalogue.kinds import Contribution, Home, Kind, register
from practices.jsonld import creative_work
from practices.models import Practice

register(
    Kind(
        code=Practice.KIND,
        model=Practice,
        label=_("Good practices"),
        singular=_("Good practice"),
        place=20,
        place_in_letters=10,
        path="practices/",
        facets=("pillar", "topic", "region", "country", "institution", "modality", "language"),
        is_person=False,
        is_introduced=True,
        is_syndicated=True,
        tells_expertise=True,
        contribution=Contribution(label=_("Contribute a good practice"), address_name="practice-new"),
        json_ld=creative_work,
        home=Home(title=_("New good practices"), limit=4),
    )
)
