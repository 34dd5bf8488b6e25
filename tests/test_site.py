"""What belongs to the whole site: headers, languages, health, machines' addresses, refusal to start unprotected."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as portal
from django.urls import reverse

from network.catalogue.models import Entry
from tests.factories import PracticeFactory, ProfileFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/en/", "/en/experts/", "/admin/login/", "/en/no-such-page/", "/healthz"])
def test_every_response_carries_the_headers_that_protect_readers(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/en/", "/en/practices/", "/en/search/?q=x"])
def test_an_anonymous_page_sets_no_cookie(client, address):
    assert not client.get(address).cookies


class TestLanguage:
    @pytest.mark.parametrize(("accept", "expected"), [("ar,en;q=0.5", "/ar/"), ("pt-BR", "/pt/"), ("de", "/en/")])
    def test_the_first_page_follows_the_browser(self, client, accept, expected):
        assert client.get("/", headers={"accept-language": accept}).url == expected

    def test_a_language_chosen_on_our_pages_is_remembered(self, client):
        client.get("/fr/about/", headers={"referer": "http://testserver/en/about/"})
        assert client.get("/", headers={"accept-language": "en"}).url == "/fr/"

    def test_a_link_from_elsewhere_chooses_no_language(self, client):
        assert not client.get("/fr/about/", headers={"referer": "https://elsewhere.example/"}).cookies

    def test_a_page_names_its_translations(self, client):
        page = client.get("/en/practices/?pillar=1").content.decode()
        assert 'hreflang="ar"' in page
        assert "/ar/practices/?pillar=1" in page


class TestHealth:
    def test_the_process_is_up(self, client):
        assert client.get("/healthz").content == b"ok"

    def test_everything_that_a_request_needs_is_there(self, client):
        assert client.get("/readyz").json() == {"failing": []}

    def test_what_is_missing_is_named(self, client, monkeypatch):
        from network import views

        monkeypatch.setitem(views.READINESS, "broker", lambda: 1 / 0)
        response = client.get("/readyz")
        assert (response.status_code, response.json()) == (503, {"failing": ["broker"]})


class TestMachines:
    @pytest.mark.parametrize("form", ["rss", "atom"])
    def test_a_feed_has_what_is_public(self, client, form):
        PracticeFactory.published(title="A practice in the feed")
        feed = client.get(reverse(form, args=["fr", "practice"])).content.decode()
        assert "A practice in the feed" in feed
        assert "/fr/practices/a-practice-in-the-feed/" in feed

    @pytest.mark.parametrize("asked", [("en", "expert"), ("xx", "practice"), ("en", "nothing")])
    def test_there_is_no_feed_of_people_nor_of_the_unknown(self, client, asked):
        assert client.get(reverse("rss", args=asked)).status_code == 404

    def test_the_sitemap_lists_profiles_only_of_those_who_agreed(self, client):
        agreed = ProfileFactory.published(may_be_crawled=True)
        discreet = ProfileFactory.published()
        sitemap = client.get("/sitemap-records.xml").content.decode()
        assert agreed.slug in sitemap
        assert discreet.slug not in sitemap

    def test_a_profile_tells_search_engines_to_stay_away_unless_its_owner_agreed(self, client):
        for may_be_crawled in (True, False):
            page = client.get(ProfileFactory.published(may_be_crawled=may_be_crawled).get_absolute_url())
            assert ("noindex" in page.content.decode()) is not may_be_crawled

    def test_records_describe_themselves_in_json_ld_that_cannot_break_out(self, client):
        practice = PracticeFactory.published(title="A </script><script>alert(1)</script> title")
        page = client.get(practice.get_absolute_url()).content.decode()
        assert '"@type": "CreativeWork"' in page
        assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"SECRET_KEY": "short"}, "at least 50 characters"),
        ({"PORTAL_ORIGIN": "http://portal.example"}, "https://"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
    ],
)
def test_production_refuses_to_start_unprotected(missing, sentence):
    from tests.deploy_check import PRODUCTION

    environment = {**os.environ, **PRODUCTION, "DATABASE_URL": "postgresql://x@localhost/x", **missing}
    command = [sys.executable, "-c", "import network.settings"]
    run = subprocess.run(command, env=environment, cwd=portal.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode != 0
    assert sentence in run.stderr


def test_every_entry_is_read_in_the_language_of_the_page(client):
    PracticeFactory.published(related__countries=["KE"])
    assert Entry.objects.get(language="ar", audience=2).notes[0] == "كينيا"
    assert "كينيا" in client.get("/ar/practices/").content.decode()
