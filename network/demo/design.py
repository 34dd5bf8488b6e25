"""The page that shows the components of the portal, each with its purpose and in both schemes."""

from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from network.catalogue import kinds, vocabulary
from network.catalogue.freshness import Freshness
from network.catalogue.models import Entry
from network.catalogue.pillars import Pillar
from network.catalogue.rows import rows_of
from network.demo import colours
from network.moderation.answers import State
from network.moderation.models import Status
from network.schemes import Scheme

COUNTRIES = {"KE": 12, "MA": 7, "UZ": 3}
TILES = [("KE", 3), ("UG", 1), ("TZ", 2), ("ET", 4)]


class Component(NamedTuple):
    """One component: its class or anchor, its name, and when it is used."""

    code: str
    name: str | Promise
    purpose: str | Promise

    @property
    def template(self) -> str:
        """What shows it."""
        return f"demo/design/{self.code}.html"


COMPONENTS = [
    Component("type", _("Type"), _("Headings have serifs, text has none; both are the fonts of the device.")),
    Component(
        "buttons", _("Buttons"), _("One filled button for what most people came to do; red for what takes away.")
    ),
    Component("notices", _("Notices"), _("What has happened, above the content of the page.")),
    Component("statuses", _("Statuses"), _("Where a contribution stands, and when its author last confirmed it.")),
    Component("fields", _("Fields"), _("A label above each field; what is wrong stands beside it and above the form.")),
    Component("tables", _("Tables"), _("Figures to compare. A wide table scrolls within the page.")),
    Component(
        "entries", _("Entries"), _("What a list shows of a record: title, notes and summary in its own language.")
    ),
    Component("facts", _("Facts"), _("What can be said about a record in a few words, beside its text.")),
    Component("chips", _("Chips"), _("The filters in force; each is taken away by a click.")),
    Component("panels", _("Panels"), _("One thing of one’s own, with what can be done to it; and an empty place.")),
    Component("tiles", _("Tiles"), _("One country each, the darker the more practices it has.")),
    Component("pagination", _("Pages"), _("The way through a list that is longer than a page.")),
    Component("steps", _("Steps"), _("Where one is in a form of several pages.")),
    Component("menus", _("Menus"), _("Links behind a button. Escape or a click elsewhere closes them.")),
]


class SpecimenForm(forms.Form):
    """One field of each look."""

    title = forms.CharField(label=pgettext_lazy("specimen", "Title"), max_length=80)
    country = forms.ChoiceField(label=_("Country"), required=False)
    summary = forms.CharField(label=pgettext_lazy("specimen", "Summary"), max_length=600, widget=forms.Textarea)
    pillars = forms.MultipleChoiceField(label=_("Pillars"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries_by_code()
        self.fields["pillars"].choices = [(pillar.value, pillar.heading) for pillar in Pillar]


class Frame(NamedTuple):
    """One scheme, and the form in it: ids on a page must differ."""

    scheme: Scheme
    form: SpecimenForm


@require_safe
def page(request):
    """All components."""
    answers = {"summary": "Mentors meet released persons at the gate.", "country": "KE", "pillars": ["1"]}
    names = dict(countries_by_code())
    return render(
        request,
        "demo/design.html",
        {
            "components": COMPONENTS,
            "frames": [
                Frame(scheme, SpecimenForm(answers, auto_id=f"{scheme}_%s")) for scheme in (Scheme.LIGHT, Scheme.DARK)
            ],
            "papers": colours.PAPERS,
            "palette": [(text, list(row)) for text, row in groupby(colours.pairs(colours.WRITTEN), attrgetter("text"))],
            "filled": colours.pairs(colours.FILLED),
            "statuses": Status,
            "states_of_steps": State,
            "freshness": Freshness,
            "pillars": list(Pillar),
            "countries": [(names[code], number) for code, number in COUNTRIES.items()],
            "tiles": TILES,
            "rows": rows_of(entries(list(names.values()))),
            "page": Paginator(range(100), 20).page(2),
            "steps": [
                {"label": kind.label, "address": "#steps", "is_current": place == 1}
                for place, kind in enumerate(kinds.registered())
            ],
        },
    )


def countries_by_code():
    """A few countries with their names in the language of the page."""
    return [(code, vocabulary.label("country", code)) for code in COUNTRIES]


def entries(notes):
    """Two rows of a list: one that is up to date, and one that nobody confirmed."""
    now = timezone.now()
    content = {
        "kind": "practice",
        "text_language": "en",
        "title": "After-care in Mombasa",
        "summary": "Mentors meet released persons at the gate of the prison.",
        "address": "#entries",
        "notes": notes,
    }
    return [
        Entry(**content, fresh_until=now + timedelta(days=1)),
        Entry(**content, fresh_until=now - timedelta(days=1), outdated_at=now - timedelta(hours=1)),
    ]
