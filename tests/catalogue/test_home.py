"""The home page: what is here in one look, without a number that says who somebody is."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone

from network.catalogue import index, kinds, vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.index import place_facets
from network.catalogue.models import Entry
from network.catalogue.overview import SHADES, Overview
from network.catalogue.tiles import NO_COUNTRY, PLACES
from tests.factories import PracticeFactory

pytestmark = pytest.mark.django_db

# One of them for what rooms show beside the index.
MOST_QUERIES = 12


@pytest.fixture
def found(db):
    """A function that puts an entry into the index, for everyone who reads English."""
    numbers = count()

    def add(kind, *countries, title="An entry", **fields):
        places = place_facets(countries)
        now = timezone.now()
        record = f"record{next(numbers)}"
        index.announce(kind, record, "published", 1)
        Entry.objects.create(
            record=record,
            audience=Audience.PUBLIC,
            language="en",
            kind=kind,
            text_language="en",
            title=title,
            address=f"/en/{kind}/",
            facets=[f"{name}:{code}" for name, codes in places.items() for code in codes] + fields.pop("facets", []),
            **{"occurs_at": now, "published_at": now, "updated_at": now} | fields,
        )

    return add


def figures(overview):
    return {figure.label: figure.number for figure in overview.figures}


def tiles(overview):
    return {tile.code: tile for region in overview.regions for tile in region.tiles}


def test_every_country_of_a_region_has_one_tile_in_it_and_no_other_country_has():
    places = json.loads(PLACES.read_text())
    on_tiles = [
        (region, code) for region, rows in places.items() for row in rows for code in row.split() if code != NO_COUNTRY
    ]
    assert sorted(on_tiles) == sorted(
        (country.parent, country.code) for country in vocabulary.terms("country").values() if country.parent
    )


def test_figures_count_what_the_lists_find(found):
    for kind, country in (("practice", "KE"), ("practice", "BR"), ("expert", "KE"), ("expert", "ID"), ("expert", "ID")):
        found(kind, country)
    found("practice", "CL", outdated_at=timezone.now())
    assert figures(Overview(Audience.PUBLIC)) == {"Experts": 3, "Good practices": 2, "Countries": 3}


def test_an_empty_portal_shows_no_figures_and_no_map(client):
    assert not Overview(Audience.PUBLIC).figures
    assert not Overview(Audience.PUBLIC).regions
    assert "0 good practices" in client.get(reverse("home")).content.decode()


def test_a_kind_joins_the_figures_by_its_declaration(found, monkeypatch):
    event = kinds.get("event")
    monkeypatch.setitem(kinds._registered, "event", replace(event, home=replace(event.home, is_counted=True)))
    found("event", "KE")
    found("article", "UG")
    assert figures(Overview(Audience.PUBLIC)) == {"Events": 1, "Countries": 1}


def test_of_offers_and_requests_the_open_ones_are_counted_and_the_figure_leads_to_them(found):
    now = timezone.now()
    found("opportunity", "KE", ends_at=now - timedelta(hours=2))
    assert figures(Overview(Audience.PUBLIC)) == {}
    found("opportunity", "KE", ends_at=now + timedelta(days=1))
    found("practice", "KE")
    overview = Overview(Audience.PUBLIC)
    (figure,) = (figure for figure in overview.figures if figure.label == "Open offers and requests")
    assert figure.number == 1
    assert figure.address.endswith("?open=open")
    assert overview.table[0].numbers == (0, 1, 1, 0)
    (region,) = (region for region in overview.regions if region.label == "Africa")
    assert ("Open offers and requests", 1) in [(figure.label, figure.number) for figure in region.figures]


def test_centres_are_a_figure_without_a_block(found, client):
    found("centre", "KE", title="A regional centre")
    assert figures(Overview(Audience.PUBLIC)) == {"Centres of excellence": 1, "Countries": 1}
    page = client.get(reverse("home")).content.decode()
    assert "Centres of excellence" in page
    assert "A regional centre" not in page


class TestWorld:
    def test_a_tile_has_the_number_of_practices_of_its_country(self, found, client):
        for country in ("KE", "KE", "UG"):
            found("practice", country)
        shown = tiles(Overview(Audience.PUBLIC))
        assert {code: tile.number for code, tile in shown.items() if tile.number} == {"KE": 2, "UG": 1}
        assert (shown["KE"].shade, shown["UG"].shade, shown["TZ"].shade) == (2, 1, 0)
        page = client.get(reverse("home")).content.decode()
        assert "Kenya: 2 good practices" in page
        assert 'href="/en/countries/KE/"' in page

    def test_only_countries_with_practices_are_stops_of_the_keyboard_and_all_can_be_skipped(self, found, client):
        found("practice", "KE", "UG")
        page = client.get(reverse("home")).content.decode()
        grid = page[page.index('class="world-regions"') : page.index('class="world-table"')]
        assert len(re.findall(r"<a href=\"[^\"]*/countries/", grid)) == 2
        target = re.search(r'class="skip-past" href="#([a-z]+)"', page)[1]
        assert page.index(f'id="{target}"') > page.index('class="world-table"')

    def test_the_table_says_the_same_and_names_countries_outside_the_regions(self, found):
        for country in ("NO", "KE", "KE"):
            found("practice", country)
        rows = [(row.region, row.country, row.numbers) for row in Overview(Audience.PUBLIC).table]
        assert rows == [("Africa", "Kenya", (0, 0, 2, 0)), ("Other countries", "Norway", (0, 0, 1, 0))]

    def test_the_legend_explains_every_shade(self):
        legend = Overview(Audience.PUBLIC).legend
        assert legend == [(1, "1"), (2, "2–4"), (3, "5–9"), (4, "10 or more")]
        assert len(legend) == len(SHADES)


class TestSmallNumbers:
    @pytest.mark.parametrize(
        ("others", "by_country", "by_region"), [((), True, True), (("UG",), False, True), (("BR",), False, False)]
    )
    def test_experts_stand_beside_places_only_where_no_place_has_fewer_than_three(
        self, found, others, by_country, by_region
    ):
        found("practice", "KE")
        for country in ("KE", "KE", "KE", *others):
            found("expert", country)
        overview = Overview(Audience.PUBLIC)
        assert overview.table[0].numbers == ((3, 0, 1, 0) if by_country else (0, 1, 0))
        in_regions = {figure.label for region in overview.regions for figure in region.figures}
        assert ("Experts" in in_regions) == by_region

    def test_fewer_than_three_experts_are_no_figure(self, found):
        found("expert", "KE")
        found("expert", "UG")
        assert "Experts" not in figures(Overview(Audience.PUBLIC))
        found("expert", "ID")
        assert figures(Overview(Audience.PUBLIC))["Experts"] == 3


def test_each_pillar_says_how_many_practices_stand_under_it(found):
    found("practice", facets=["pillar:1", "pillar:4"])
    found("practice", facets=["pillar:4"])
    found("article", facets=["pillar:2"])
    numbers = {pillar.label: figure.number for pillar, figure in Overview(Audience.PUBLIC).pillars}
    assert numbers == {"I": 1, "II": 0, "III": 0, "IV": 2}


def test_visitors_and_members_see_what_is_for_them(as_user, client, member):
    PracticeFactory.published(reach=Audience.MEMBERS, title="For members alone")
    assert "Good practices" not in figures(Overview(Audience.PUBLIC))
    assert figures(Overview(Audience.MEMBERS))["Good practices"] == 1
    assert "For members alone" not in client.get(reverse("home")).content.decode()
    assert "For members alone" in as_user(member).get(reverse("home")).content.decode()


def test_featured_news_stands_once_and_newest_first(found, client):
    for title, year in (("Newer piece", 2026), ("Older piece", 2025)):
        found("article", title=title, facets=["mark:featured"], occurs_at=datetime(year, 1, 1, tzinfo=UTC))
    page = client.get(reverse("home")).content.decode()
    assert page.index("Newer piece") < page.index("Older piece")
    assert page.count("Newer piece") == 1


def test_what_comes_next_stands_before_what_is_new(found, client):
    tomorrow = timezone.now() + timedelta(days=1)
    found("event", title="The next event", occurs_at=tomorrow, ends_at=tomorrow)
    found("practice", title="The new practice")
    page = client.get(reverse("home")).content.decode()
    assert page.index("The next event") < page.index("The new practice")


def test_the_number_of_queries_is_small_and_fixed(found, client, django_assert_max_num_queries):
    for kind in kinds.codes() * 9:
        found(kind, "KE", "UG", facets=["mark:featured"])
    client.get(reverse("home"))  # labels of the vocabulary come into memory
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse("home"))


def test_the_page_of_a_visitor_is_sent_again_only_when_something_changed(client):
    tag = client.get(reverse("home")).headers["ETag"]
    assert client.get(reverse("home"), headers={"if-none-match": tag}).status_code == 304
    PracticeFactory.published()
    assert client.get(reverse("home"), headers={"if-none-match": tag}).status_code == 200
