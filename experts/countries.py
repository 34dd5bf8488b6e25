"""Pages of countries: what the network has about each, read from entries only."""

from typing import NamedTuple

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network.catalogue import country_sections, vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.conditional import unchanged_with
from network.catalogue.favourites import saved_among
from network.catalogue.overview import Overview
from network.catalogue.query import Query
from network.catalogue.sections import sections_of
from network.verification.models import FocalPoint


class Place(NamedTuple):
    """One country: where its page is, what the network has of it, and whether it has a focal point."""

    code: str
    name: str
    number: int
    has_focal_point: bool

    @property
    def address(self) -> str:
        """Its page."""
        return reverse("country", args=[self.code])


def with_focal_point() -> list:
    """Codes of the countries that have a focal point. Who that is, and how many they are, is told to nobody."""
    return sorted(set(FocalPoint.objects.in_force().values_list("country", flat=True)))


def state_of_focal_points(request, *args, **kwargs):
    """Mandates begin and end without the index."""
    return ",".join(with_focal_point())


def by_region(audience: Audience) -> list[tuple[str, list[Place]]]:
    """All countries by region, both in the order of their names; those outside the regions of the portal last."""
    numbers, focal_points = Overview(audience).numbers_by_country, set(with_focal_point())
    regions = [*vocabulary.choices("region"), (None, _("Other countries"))]
    return [
        (
            label,
            [
                Place(code, name, numbers.get(code, 0), code in focal_points)
                for code, name in vocabulary.choices("country", only=lambda country, of=region: country.parent == of)
            ],
        )
        for region, label in regions
    ]


@require_safe
@unchanged_with(state_of_focal_points)
def countries(request):
    """All countries by region."""
    overview = Overview(Audience.of(request.user))
    context = {"regions": by_region(overview.audience), "mapped": overview.mapped}
    return render(request, "experts/countries.html", context)


@require_safe
@unchanged_with(state_of_focal_points)
def country(request, code):
    """What there is about one country, kind by kind, and what rooms add to it."""
    if code not in vocabulary.terms("country"):
        raise Http404
    concept = vocabulary.terms("country")[code]
    sections = sections_of("country", code, request.user)
    entries = [row.entry.record for section in sections for row in section.rows]
    context = {
        "code": code,
        "name": vocabulary.label("country", code),
        "region": vocabulary.label("region", concept.parent) if concept.parent else "",
        "subregion": vocabulary.label("subregion", concept.subregion),
        "sections": sections,
        "more_sections": country_sections.sections_for(code, request.user),
        "saved": saved_among(request.user, entries),
        "has_focal_point": code in with_focal_point(),
        "query": Query(filters=(("country", (code,)),)),
    }
    return render(request, "experts/country.html", context)
