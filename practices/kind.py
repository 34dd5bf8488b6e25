"""Good practices, as whatever kinds share knows them."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from experts import contributing
from network.catalogue.centres import CENTRE
from network.catalogue.dimensions import Dimension
from network.catalogue.kinds import Contribution, Home, Kind, register
from network.catalogue.orders import NEWEST, TITLE, Order
from network.verification.filing import ENDORSED
from practices import periods, travels
from practices.jsonld import creative_work
from practices.models import ADOPTED, Adoption, EvidenceLevel, Practice, PracticeType, Result, Scope
from practices.sides import Confirmed


def _page_context(request, card):
    return contributing.page_context(request, card) | travels.page_context(request, card)


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
            "adopted",
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
            Dimension(code="adopted", label=_("Adoption"), names=lambda: {ADOPTED: _("adopted elsewhere")}),
            Dimension(code="period", label=_("Start year"), phrase=_("started in %(values)s"), names=periods.names),
        ),
        orders=(NEWEST, TITLE, Order("started", _("Start year"), (F("started_year").desc(nulls_last=True),))),
        is_person=False,
        is_introduced=True,
        is_syndicated=True,
        tells_expertise=True,
        contribution=Contribution(label=_("Submit a practice"), address_name="practice-new"),
        json_ld=creative_work,
        page_context=_page_context,
        page_actions_template="practices/_page_actions.html",
        found_by=("code", "original_title"),
        home=Home(
            title=_("New good practices"), more=_("See all good practices"), limit=4, is_counted=True, is_mapped=True
        ),
    )
)

# Its list is found from the practices; the menu is for what people come for.
register(
    Kind(
        code=Adoption.KIND,
        model=Adoption,
        label=_("Adoptions"),
        singular=_("Adoption of a practice"),
        place=25,
        is_in_menu=False,
        place_in_letters=15,
        path="adoptions/",
        facets=("country", "region", "origin", "result", "confirmed", "topic", "pillar", "institution", "language"),
        followed_by=("practice",),
        dimensions=(
            Dimension(code="practice", label=_("Practice"), phrase=_("of %(values)s"), names=travels.PublicTitles),
            Dimension(code="origin", label=_("Country of origin"), phrase=_("of practices from %(values)s")),
            Dimension(
                code="result",
                label=_("Result so far"),
                phrase=_("result: %(values)s"),
                names=lambda: dict(Result.choices),
            ),
            Dimension(code="confirmed", label=_("Confirmation"), names=lambda: dict(Confirmed.choices)),
        ),
        orders=(NEWEST, TITLE, Order("since", _("Year of adoption"), (F("started_year").desc(nulls_last=True),))),
        is_person=False,
        is_introduced=False,
        is_syndicated=True,
        contribution=Contribution(label=_("Report an adoption"), address_name="adoption-new"),
        review_template="practices/_review.html",
    )
)
