"""Experts and centres of excellence, as whatever kinds share knows them."""

from django.utils.translation import gettext_lazy as _

from experts.centres import showing
from experts.centres.jsonld import organization
from experts.jsonld import person
from experts.models import Centre, Profile
from network.catalogue.centres import CENTRE
from network.catalogue.kinds import Contribution, Home, Kind, register
from network.catalogue.orders import NAME, NEWEST
from network.verification.filing import ENDORSED


def _page_context(request, card):
    return {"may_write": Profile.is_published_by(request.user)}


register(
    Kind(
        code=Profile.KIND,
        model=Profile,
        label=_("Experts"),
        singular=_("Expert"),
        place=10,
        place_in_letters=20,
        path="experts/",
        facets=("pillar", "topic", "region", "country", "language", "modality", "institution", "need"),
        orders=(NEWEST, NAME),
        is_person=True,
        is_introduced=True,
        # A feed of profiles would outlive the profiles.
        is_syndicated=False,
        contribution=Contribution(label=_("My profile"), address_name="profile"),
        home=Home(title=_("New experts"), more=_("See all experts"), limit=4, is_counted=True),
        takes_messages=Profile.takes_messages_now,
        json_ld=person,
        found_by=("given_name", "family_name", "name_in_own_script"),
        page_context=_page_context,
        page_actions_template="experts/_page_actions.html",
        own_actions_template="experts/_own_actions.html",
    )
)
register(
    Kind(
        code=Centre.KIND,
        model=Centre,
        label=_("Centres of excellence"),
        singular=_("Centre of excellence"),
        place=25,
        place_in_letters=25,
        path="centres/",
        facets=("pillar", "topic", "region", "country", "institution", "modality", "language", "endorsed"),
        dimensions=(CENTRE, ENDORSED),
        orders=(NEWEST, NAME),
        is_person=False,
        is_introduced=True,
        is_syndicated=True,
        contribution=Contribution(label=_("Add a centre of excellence"), address_name="centre-new"),
        json_ld=organization,
        page_context=showing.page_context,
        page_actions_template="experts/_centre_actions.html",
        own_actions_template="experts/_own_centre_actions.html",
        found_by=("original_name",),
        home=Home(is_counted=True),
    )
)
