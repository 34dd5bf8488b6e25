"""Good practices, as whatever kinds share knows them."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from experts import contributing
from network.catalogue.centres import CENTRE
from network.catalogue.dimensions import Dimension
from network.catalogue.kinds import Contribution, Home, Kind, register
from network.catalogue.orders import NEWEST, TITLE, Order
from network.verification.filing import ENDORSED
from practices import periods
from practices.jsonld import creative_work
from practices.models import EvidenceLevel, Practice, PracticeType, Scope

register(
    Kind(
        code=Practice.KIND,
        model=Practice,
        label=_("Good practices"),
        singular=_("Good practice"),
        place=20,
        place_in_letters=10,
        path="practices/",
        facets=(
            "pillar",
            "topic",
            "region",
            "country",
            "type",
            "scope",
            "evidence",
            "endorsed",
            "period",
            "institution",
            "centre",
            "modality",
            "language",
        ),
        dimensions=(
            Dimension(
                code="type",
                label=_("Type of practice"),
                phrase=_("type of practice: %(values)s"),
                names=lambda: dict(PracticeType.choices),
            ),
            Dimension(code="scope", label=_("Scope"), phrase=_("scope: %(values)s"), names=lambda: dict(Scope.choices)),
            Dimension(
                code="evidence",
                label=_("Strength of evidence"),
                phrase=_("strength of evidence: %(values)s"),
                names=lambda: dict(EvidenceLevel.choices),
            ),
            ENDORSED,
            CENTRE,
            Dimension(code="period", label=_("Start year"), phrase=_("started in %(values)s"), names=periods.names),
        ),
        orders=(NEWEST, TITLE, Order("started", _("Start year"), (F("started_year").desc(nulls_last=True),))),
        is_person=False,
        is_introduced=True,
        is_syndicated=True,
        tells_expertise=True,
        contribution=Contribution(label=_("Submit a practice"), address_name="practice-new"),
        json_ld=creative_work,
        page_context=contributing.page_context,
        page_actions_template="practices/_page_actions.html",
        found_by=("code", "original_title"),
        home=Home(
            title=_("New good practices"), more=_("See all good practices"), limit=4, is_counted=True, is_mapped=True
        ),
    )
)
