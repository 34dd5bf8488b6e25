"""What pages tell search engines, other sites, telephones and whoever found a weakness."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import hypothesis
import pytest
from django.contrib.staticfiles import finders
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from hypothesis import given, strategies
from PIL import Image

from network.catalogue import kinds, sharing
from network.catalogue.audiences import Audience
from network.demo import colours
from network.languages import Language
from tests.factories import PracticeFactory, ProfileFactory, a_moderator
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory
from tests.public_pages import TOLD
from tests.sweep import client_of

pytestmark = pytest.mark.django_db
ORIGIN = "http://localhost:8000"
OPEN_GRAPH = {
    "og:title", "og:description", "og:type", "og:url", "og:site_name", "og:locale",
    "og:image", "og:image:width", "og:image:height", "og:image:alt",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _origin(settings):
    settings.ORIGIN = ORIGIN


class Head(HTMLParser):
    """The links and the Open Graph of a page."""

    def __init__(self, response):
        super().__init__()
        self.links, self.graph, self.alternates = {}, {}, {}
        self.feed(response.content.decode().partition("</head>")[0])

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "link" and "hreflang" in attributes:
            self.alternates[attributes["hreflang"]] = attributes["href"]
        elif tag == "link":
            self.links.setdefault(attributes["rel"], []).append(attributes["href"])
        elif tag == "meta" and attributes.get("property", "").startswith("og:"):
            self.graph.setdefault(attributes["property"], []).append(attributes["content"])

    @property
    def tells(self):
        """Whether it tells anything about the page."""
        return bool(self.links.get("canonical") or self.alternates or self.graph)


def head(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return Head(response)


def records():
    """One of each kind that anybody may read."""
    return [factory.published() for factory in (PracticeFactory, ArticleFactory, PublicationFactory, EventFactory)] + [
        ProfileFactory.published(may_be_crawled=True)
    ]


class TestPublicPages:
    def test_each_has_one_address_seven_translations_and_open_graph(self, client):
        addresses = [*map(reverse, TOLD), *(record.get_absolute_url() for record in records())]
        for address in addresses:
            found = head(client, address)
            assert found.links["canonical"] == [ORIGIN + address]
            assert found.alternates.keys() == {*Language.values, "x-default"}, address
            for language in Language.values:
                assert found.alternates[language] == ORIGIN + address.replace("/en/", f"/{language}/", 1)
            assert found.alternates["x-default"] == found.alternates["en"]
            assert found.graph.keys() == OPEN_GRAPH | {"og:locale:alternate"}, address
            assert found.graph["og:url"] == [ORIGIN + address]
            assert all(value for values in found.graph.values() for value in values), address

    def test_translations_name_each_other(self, client):
        address = PracticeFactory.published().get_absolute_url()
        english = head(client, address)
        for language in Language.values:
            other = head(client, address.replace("/en/", f"/{language}/", 1))
            assert other.alternates == english.alternates
            assert other.links["canonical"] == [english.alternates[language]]
            locales = {*other.graph["og:locale"], *other.graph["og:locale:alternate"]}
            assert len(locales) == 7
            assert other.graph["og:locale"][0].startswith(language[:2])

    def test_a_record_is_described_by_its_card(self, client):
        practice = PracticeFactory.published(title='A "quoted" <title>', summary="What & why.")
        graph = head(client, practice.get_absolute_url()).graph
        assert (graph["og:title"], graph["og:description"], graph["og:type"]) == (
            ['A "quoted" <title>'],
            ["What & why."],
            ["article"],
        )

    def test_a_page_of_a_list_is_its_own_and_what_was_asked_for_beside_is_not(self, client):
        for _number in range(21):
            PracticeFactory.published()
        address = reverse("practice-list")
        assert head(client, f"{address}?page=2").links["canonical"] == [f"{ORIGIN}{address}?page=2"]
        assert head(client, f"{address}?page=1").links["canonical"] == [ORIGIN + address]
        assert head(client, f"{address}?page=nonsense").links["canonical"] == [ORIGIN + address]
        assert head(client, f"{address}?page=2").alternates["ar"].endswith("/ar/practices/?page=2")

    def test_whatever_host_a_page_is_asked_for_at_its_address_is_the_portals(self, client):
        response = client.get("/en/", headers={"host": "elsewhere.example"})
        assert "elsewhere.example" not in response.content.decode()
        assert Head(response).links["canonical"] == [f"{ORIGIN}/en/"]

    def test_the_picture_is_ours_and_as_large_as_it_says(self, client):
        graph = head(client, "/en/").graph
        path = graph["og:image"][0].removeprefix(f"{ORIGIN}/static/")
        with Image.open(finders.find(path)) as picture:
            assert picture.size == (int(graph["og:image:width"][0]), int(graph["og:image:height"][0]))


class TestPictures:
    """What other sites show beside a link to a record."""

    def path(self, client, record, language="en"):
        address = record.get_absolute_url().replace("/en/", f"/{language}/", 1)
        return head(client, address).graph["og:image"][0].removeprefix(ORIGIN)

    def test_each_record_has_its_own_as_large_as_the_page_says(self, client):
        for record in records()[:4]:
            response = client.get(self.path(client, record))
            assert response["Content-Type"] == "image/png"
            with Image.open(io.BytesIO(b"".join(response.streaming_content))) as picture:
                assert picture.size == (1200, 630)

    def test_another_title_and_another_language_are_another_picture(self, client):
        practice = PracticeFactory.published(title="Tree")
        before = self.path(client, practice)
        assert self.path(client, practice, "ar").rpartition("-")[2] != before.rpartition("-")[2]
        practice.title = "Another tree"
        practice.touch()
        practice.submit()
        practice.approve(a_moderator(), practice.edits)
        assert client.get(self.path(client, practice)).status_code == 200
        assert client.get(before).status_code == 404

    def test_what_is_hidden_or_was_never_there_looks_the_same(self, client, member):
        gone = PracticeFactory.published(title="Gone")
        address = self.path(client, gone)
        gone.withdraw(gone.author, "No longer true.")
        discreet = PracticeFactory.published(reach=Audience.MEMBERS, title="Discreet")
        facets = [f"pillar:{code}" for code in discreet.pillars]
        drawn = sharing.Picture.of(kinds.get("practice"), "Discreet", facets)
        guessed = f"{discreet.get_absolute_url()}share-{drawn.version}.png"
        shown = self.path(client, PracticeFactory.published(title="Shown"))
        for browser in (client, client_of(member)):
            for missing in (address, guessed, shown.replace("share-", "share-0")):
                assert browser.get(missing).status_code == 404, missing

    def test_people_have_the_picture_of_the_network_which_tells_nothing_of_them(self, client):
        profile = ProfileFactory.published(may_be_crawled=True)
        assert self.path(client, profile) == "/static/social.png"
        with pytest.raises(NoReverseMatch):
            reverse("expert-share", args=[profile.slug, "0"])

    @pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
    def test_a_title_that_no_font_can_write_leaves_its_place_to_the_name_of_the_network(self, client, language):
        one, other = PracticeFactory.published(title="狱中辅导"), PracticeFactory.published(title="出狱之后")
        assert client.get(self.path(client, one, language)).status_code == 200
        names = [self.path(client, practice, language).rpartition("/")[2] for practice in (one, other)]
        assert names[0] == names[1]

    def test_a_language_that_cannot_be_written_leaves_its_place_to_english(self, monkeypatch):
        facets = ["pillar:1"]
        with translation.override("zh-hans"):
            drawn = sharing.Picture.of(kinds.get("practice"), "Tree", facets)
        assert (drawn.title, drawn.kind, drawn.wordmark) == ("Tree", "", ("South-South", "CT/PVE Expert Network"))
        monkeypatch.setattr(sharing.features, "check", lambda name: name != "raqm")
        with translation.override("ar"):
            drawn = sharing.Picture.of(kinds.get("practice"), "شبكة", facets)
        assert (drawn.title, drawn.kind, drawn.wordmark) == ("South-South CT/PVE Expert Network", "", ())
        assert drawn.png()

    def test_arabic_is_written_only_where_its_letters_are_joined(self, monkeypatch):
        assert sharing.family_for("شبكة WACAP") == "Amiri"
        monkeypatch.setattr(sharing.features, "check", lambda name: name != "fribidi")
        assert sharing.family_for("شبكة WACAP") is None
        assert sharing.family_for("Réseau СНГ 24/7") == "Noto Serif"

    @hypothesis.settings(max_examples=15, deadline=None)
    @given(strategies.text(min_size=1, max_size=300).filter(sharing.family_for))
    def test_any_title_that_can_be_written_fits(self, title):
        font, lines = sharing.fitting(title)
        assert len(lines) <= sharing.MOST_LINES
        assert all(font.getlength(line) <= 1040 for line in lines)

    def test_its_colours_are_those_of_the_light_scheme(self):
        palette = {colour.light for colour in colours.tokens().values()}
        assert {sharing.INK, sharing.CLAY, sharing.DEEP, sharing.SAND} <= palette


class TestOtherPages:
    def test_filtered_lists_tell_nothing(self, client):
        assert not head(client, reverse("practice-list") + "?topic=prisons").tells
        assert not head(client, reverse("subscribe") + "?topic=prisons").tells

    def test_profiles_that_may_not_be_crawled_tell_nothing(self, client):
        found = client.get(ProfileFactory.published(headline="zq-headline").get_absolute_url())
        assert not Head(found).tells
        assert "zq-headline" not in found.content.decode().partition("</head>")[0]

    def test_a_profile_that_may_be_crawled_tells_what_everybody_sees(self, client):
        hidden = ProfileFactory.published(
            may_be_crawled=True,
            given_name="Zqgiven",
            headline="zq-headline",
            audiences={"name": Audience.STAFF.value, "headline": Audience.MEMBERS.value},
        )
        found = client.get(hidden.get_absolute_url()).content.decode().partition("</head>")[0]
        assert hidden.role_name in found
        assert not re.search("Zqgiven|zq-headline", found)

    def test_whoever_is_signed_in_is_told_nothing_for_others(self, member):
        practice = PracticeFactory.published(reach=Audience.MEMBERS)
        for address in (practice.get_absolute_url(), reverse("dashboard"), reverse("home"), reverse("my-data")):
            assert not head(client_of(member), address).tells, address

    @pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
    def test_pages_of_accounts_tell_nothing(self, client, name):
        assert not head(client, reverse(name)).tells

    def test_errors_tell_nothing(self, client):
        assert not Head(client.get("/en/practices/nothing/")).tells


class TestIcons:
    @pytest.mark.parametrize("address", ["/en/", "/en/accounts/login/", "/ar/practices/"])
    def test_every_page_has_icons_that_are_there(self, client, address):
        found = head(client, address)
        icons = found.links["icon"] + found.links["apple-touch-icon"]
        assert len(icons) == 3
        assert all(finders.find(icon.removeprefix("/static/")) for icon in icons)

    def test_programs_find_the_icon_where_it_always_was(self, client):
        assert client.get("/favicon.ico").url == "/static/favicon.ico"


@pytest.mark.parametrize(("language", "name", "direction"), [("en", "Expert Network", "ltr"), ("ar", None, "rtl")])
def test_the_manifest_is_in_the_language_of_the_page(client, language, name, direction):
    (address,) = head(client, f"/{language}/").links["manifest"]
    response = client.get(address)
    content = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert not response.cookies
    assert (content["lang"], content["dir"], content["start_url"]) == (language, direction, f"/{language}/")
    assert content["short_name"] == name or name is None
    for icon in content["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        if icon["type"] == "image/png":
            with Image.open(path) as picture:
                assert icon["sizes"] == "{}x{}".format(*picture.size)


class TestSecurity:
    def fields(self, client):
        response = client.get("/.well-known/security.txt")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        return dict(line.split(": ", 1) for line in response.content.decode().splitlines())

    def test_it_says_what_rfc_9116_requires(self, client, settings):
        settings.SECURITY_CONTACT = "mailto:security@portal.example"
        fields = self.fields(client)
        assert fields["Contact"] == "mailto:security@portal.example"
        assert fields["Canonical"] == f"{ORIGIN}/.well-known/security.txt"
        assert fields["Preferred-Languages"].split(", ")[0] == "en"

    def test_it_never_expires_while_the_portal_runs(self, client):
        expires = datetime.strptime(self.fields(client)["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        assert timedelta(days=60) < expires - timezone.now() < timedelta(days=365)
