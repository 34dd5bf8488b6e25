"""What belongs to the whole site: languages, machines' addresses, refusal to start unprotected."""

import pickle
import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as portal
from django.core import mail
from django.forms import ModelForm
from django.urls import get_resolver, path, reverse
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads

from network.accounts.models import User
from network.catalogue.models import Entry
from network.celery import app
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.production import run_in_production, settings_with

pytestmark = pytest.mark.django_db

COOKIES = re.compile(r"(SESSION|CSRF|LANGUAGE|SCHEME)_COOKIE_(NAME|SECURE|HTTPONLY|SAMESITE)")
PATTERNS = """
import django
django.setup()
from network.urls import urlpatterns
print(urlpatterns)
"""


@pytest.fixture(scope="module")
def production():
    """The settings as they are in production."""
    return settings_with()


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

    def test_a_page_that_is_not_there_is_missing_in_each_language(self, client):
        page = client.get("/en/nowhere/?q=x").content.decode()
        assert 'href="/ar/nowhere/?q=x"' in page
        assert 'href="/zh-hans/nowhere/?q=x"' in page

    def test_a_page_without_a_language_in_its_address_offers_no_other(self, client):
        assert "hreflang" not in client.get("/mailbox/").content.decode()


class TestNavigation:
    @pytest.mark.parametrize(
        ("address", "section"),
        [
            ("/en/practices/?pillar=1", "/en/practices/"),
            ("/fr/practices/tree/", "/fr/practices/"),
            ("/en/about/", None),
        ],
    )
    def test_the_section_of_a_list_and_of_its_records_is_marked(self, client, address, section):
        PracticeFactory.published(title="Tree")
        marked = set(re.findall(r'<a href="([^"]+)" aria-current="page">', client.get(address).content.decode()))
        assert marked == ({section} if section else set())


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
    run = run_in_production("import network.settings", **missing)
    assert run.returncode != 0
    assert sentence in run.stderr


def test_every_entry_is_read_in_the_language_of_the_page(client):
    PracticeFactory.published(related__countries=["KE"])
    assert Entry.objects.get(language="ar", audience=2).notes[0] == "كينيا"
    assert "كينيا" in client.get("/ar/practices/").content.decode()


class TestProduction:
    def test_every_cookie_is_for_this_host_for_https_and_for_no_script(self, client, settings, production):
        for name in filter(COOKIES.fullmatch, production):
            setattr(settings, name, production[name])
        client.get("/fr/about/", headers={"referer": "http://testserver/en/about/"})
        client.post(reverse("scheme"), {"scheme": "dark"}, headers={"origin": "http://testserver"})
        client.get(reverse("account_login"))
        client.force_login(UserFactory())
        client.get(reverse("dashboard"))
        assert client.cookies.keys() == {"__Host-lang", "__Host-scheme", "__Host-csrftoken", "__Host-sessionid"}
        for cookie in client.cookies.values():
            assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
            assert (cookie["path"], cookie["domain"]) == ("/", "")

    def test_browsers_keep_to_https_for_two_years_on_every_host_below(self, client, settings, production):
        for name in ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_SSL_REDIRECT"):
            setattr(settings, name, production[name])
        answer = client.get("/en/", secure=True)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000; includeSubDomains")
        assert client.get("/en/").url == "https://testserver/en/"

    def test_the_demonstration_is_not_part_of_it(self, production):
        assert not any("demo" in name for name in production["INSTALLED_APPS"])
        assert (production["DEBUG"], production["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]) == (False, False)
        patterns = run_in_production(PATTERNS, DJANGO_SETTINGS_MODULE="network.settings").stdout
        assert "healthz" in patterns
        assert "mailbox" not in patterns
        assert "design" not in patterns

    def test_passwords_are_hashed_with_scrypt_and_staff_need_a_second_factor(self, production):
        assert production["PASSWORD_HASHERS"][0].endswith("ScryptPasswordHasher")
        assert production["STAFF_SECOND_FACTOR_REQUIRED"] is True


class TestBrowser:
    def test_no_other_origin_is_let_in(self, client):
        headers = client.get("/en/", headers={"origin": "https://elsewhere.example"}).headers
        assert not [name for name in headers if name.startswith("Access-Control-")]
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"

    def test_a_static_file_is_as_well_protected_as_a_page(self, client, settings):
        settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
        answer = client.get("/static/portal.css")
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"

    @pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
    def test_signing_in_leads_to_no_other_site(self, client, target):
        user = UserFactory()
        user.set_password("granite-harbour-violet-7")
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        answers = {"login": user.email, "password": "granite-harbour-violet-7", "next": target}
        assert client.post(reverse("account_login"), answers).url == reverse("dashboard")
        client.logout()
        assert client.post(f"{reverse('account_login')}?next={target}", answers).url == reverse("dashboard")
        client.logout()
        assert client.post(reverse("account_login"), answers | {"next": "/en/about/"}).url == "/en/about/"

    def test_an_address_that_looks_like_another_host_leads_to_none(self, client):
        for address in ("//elsewhere.example", "//elsewhere.example/", "/%2F/elsewhere.example"):
            assert not client.get(address).headers.get("Location", "").startswith(("//", "http"))

    def test_our_script_keeps_nothing_and_runs_no_text(self):
        source = "".join(script.read_text() for script in (portal.BASE_DIR / "static").rglob("*.js"))
        assert source
        assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|postMessage", source)
        assert not re.search(r"eval\(|Function\(|innerHTML ?=", source)


class TestNothingElseIsServed:
    @pytest.mark.parametrize(
        "address", ["/.git/config", "/.env", "/manage.py", "/static/", "/static/../manage.py", "/var/", "/docs/"]
    )
    def test_no_folder_and_no_source(self, client, address):
        assert client.get(address, follow=True).status_code == 404

    def test_the_image_holds_no_history_no_tests_and_nobodys_data(self):
        ignored = (portal.BASE_DIR / ".dockerignore").read_text().split()
        assert "*" in ignored
        assert not {"!.git", "!tests", "!var"} & set(ignored)


class TestParts:
    def test_every_package_is_named_with_its_hash(self):
        for name in ("run.txt", "dev.txt"):
            lines = (portal.BASE_DIR / "requirements" / name).read_text().replace("\\\n", " ").splitlines()
            packages = [line for line in lines if line and line[0].isalnum()]
            assert len(packages) > 20
            assert [line for line in packages if "==" not in line or "--hash=sha256:" not in line] == []
            assert not re.search(r"--(extra-)?index-url|git\+|file:", "".join(lines))
        assert "--require-hashes" in (portal.BASE_DIR / "Dockerfile").read_text()

    def test_workers_take_no_pickled_task(self):
        assert (app.conf.accept_content, app.conf.task_serializer) == (["json"], "json")
        with pytest.raises(ContentDisallowed):
            loads(pickle.dumps("task"), "application/x-python-serialize", "binary", accept=app.conf.accept_content)

    def test_every_form_lists_its_fields(self):
        get_resolver().url_patterns  # noqa: B018 - loads the forms of every room
        found = [ModelForm]
        for form in found:
            found += form.__subclasses__()
        ours = [form for form in found if form.__module__.startswith(("network.", "experts.", "practices.", "news."))]
        assert len(ours) > 10
        for meta in (form._meta for form in ours if form._meta.model):
            assert isinstance(meta.fields, (list, tuple)), meta.model
            assert not meta.exclude


class TestWhenSomethingBreaks:
    @pytest.fixture
    def broken(self, client, settings):
        """The answer to whoever calls a page that writes something and then breaks."""

        def view(request):
            UserFactory(email="half-done@example.org")
            raise RuntimeError("zq-inner-detail")

        settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("broken/", view), *get_resolver().url_patterns]})
        client.raise_request_exception = False
        return lambda: client.get("/broken/")

    def test_the_reader_is_told_nothing_about_it(self, broken):
        answer = broken()
        assert answer.status_code == 500
        assert "zq-inner-detail" not in answer.content.decode()
        assert "Traceback" not in answer.content.decode()

    def test_nothing_is_left_half_done(self, broken):
        broken()
        assert not User.objects.exists()

    def test_it_is_logged_and_told_to_whoever_runs_the_portal(self, broken, caplog, settings):
        settings.ADMINS = [("", "operator@example.org")]
        broken()
        assert "zq-inner-detail" in caplog.text
        assert [letter.to for letter in mail.outbox] == [["operator@example.org"]]


class TestLogs:
    def test_nobody_can_forge_a_line(self, client, caplog):
        client.get("/en/%0AERROR%20forged%0D%0Aby%20a%20reader/")
        assert caplog.records
        assert all(len(record.getMessage().splitlines()) == 1 for record in caplog.records)

    def test_they_go_to_the_console_and_errors_to_whoever_runs_the_portal(self):
        assert portal.LOGGING["handlers"].keys() == {"console", "mail"}
        assert portal.LOGGING["handlers"]["console"]["class"] == "logging.StreamHandler"

    def test_being_refused_leaves_a_line(self, client, caplog, editor):
        client.force_login(editor)
        address = reverse("admin:moderation_record_changelist")
        assert client.get(address).status_code == 403
        assert any("Forbidden" in line and address in line for line in caplog.messages)
