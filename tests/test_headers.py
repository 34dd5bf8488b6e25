"""The headers that protect readers stand on every response, whoever made it: page, feed, file, redirect or error."""

import gzip
import re
import shutil

import brotli
import pytest
from allauth.core.internal.ratelimit import respond_429
from django.conf import settings as portal
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client
from django.urls import reverse
from whitenoise.compress import Compressor

from network.accounts.models import Copy
from tests import production
from tests.factories import UserFactory
from tests.sweep import all_addresses, client_of
from tests.world import make_world

EXPECTED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
NOTHING_BUT_OURS = {
    "default-src": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'", "object-src": "'none'",
    "form-action": "'self'",
}  # fmt: skip


def directives(policy):
    """A Content-Security-Policy as a dict."""
    return dict(directive.strip().partition(" ")[::2] for directive in policy.split(";") if directive.strip())


def lax(policy) -> dict:
    """The `policy` (a dict) where it allows more than it should.

    In a sandbox nothing runs: there a letter is shown with the styles that it has, and a file is handed over.
    """
    is_sandbox = policy.keys() & {"sandbox"}
    needed = {"default-src": "'none'"} if is_sandbox else NOTHING_BUT_OURS
    sources = " ".join(sources for name, sources in policy.items() if not (is_sandbox and name == "style-src"))
    is_strict = {name: policy.get(name) for name in needed} == needed and "unsafe" not in sources and "*" not in sources
    return {} if is_strict else policy or {"": "missing"}


def wrong(response) -> dict:
    """The headers of `response` that are missing or allow more than they should."""
    found = {name: response.headers.get(name) for name in EXPECTED}
    faults = {name: value for name, value in found.items() if value != EXPECTED[name]}
    if policy := lax(directives(response.headers.get("Content-Security-Policy", ""))):
        faults["Content-Security-Policy"] = policy
    if not {"geolocation=()", "camera=()", "microphone=()"} <= set(
        re.split(r",\s*", response.headers.get("Permissions-Policy", ""))
    ):
        faults["Permissions-Policy"] = response.headers.get("Permissions-Policy")
    if "Access-Control-Allow-Origin" in response.headers:
        faults["Access-Control-Allow-Origin"] = response.headers["Access-Control-Allow-Origin"]
    return faults


@pytest.mark.django_db
class TestPages:
    def test_one_address_of_each_pattern(self):
        world = make_world()
        stranger, staff = Client(), client_of(world.people["superuser"])
        asked, statuses = set(), set()
        for name, address in all_addresses(world):
            if name not in asked:
                response = (staff if name.startswith("admin:") else stranger).get(address)
                assert not wrong(response), (name, address, response.status_code)
                statuses.add(response.status_code)
                asked.add(name)
        assert {200, 302, 404, 405} <= statuses
        assert len(asked) > 100

    def test_a_page_that_has_not_changed(self, client):
        tag = client.get(reverse("home")).headers["ETag"]
        response = client.get(reverse("home"), headers={"if-none-match": tag})
        assert response.status_code == 304
        assert not wrong(response)

    def test_what_is_handed_over_to_keep(self, downloads):
        for name, response in downloads.items():
            assert response.status_code == 200, name
            assert "attachment" in response.headers["Content-Disposition"], name
            assert not wrong(response), name

    @pytest.fixture
    def downloads(self):
        world = make_world()
        user = world.people["owner"]
        user.set_password("granite-harbour-violet-7")
        user.save()
        owner, moderator = client_of(user), client_of(world.people["moderator"])
        copy = reverse("my-data-fetch", args=[Copy.objects.get(user=user).key])
        decisions = [decision.pk for decision in world.records["profile"].decisions.all()]
        answers = {"action": "download", "_selected_action": decisions}
        return {
            "event": Client().get(reverse("event-calendar", args=[world.records["event"].slug])),
            "copy": owner.post(owner.post(copy).url, {"password": "granite-harbour-violet-7"}),
            "decisions": moderator.post(reverse("admin:moderation_decision_changelist"), answers),
        }


@pytest.mark.django_db
class TestErrors:
    @pytest.mark.parametrize(
        ("status", "error"), [(400, SuspiciousOperation), (403, PermissionDenied), (404, Http404), (500, ValueError)]
    )
    def test_an_error_of_a_view(self, answer_with, status, error):
        def fail(request):
            raise error

        answer_with(fail)
        response = Client(raise_request_exception=False).get("/leak/")
        assert response.status_code == status
        assert not wrong(response)

    @pytest.mark.parametrize(
        ("accepted", "encoding"),
        [("br", "br"), ("gzip, deflate, br, zstd", "br"), ("gzip, br;q=0", "gzip"), ("gzip", "gzip"), ("", "")],
    )
    def test_a_page_travels_compressed_as_the_browser_takes_it(self, client, accepted, encoding):
        plain = client.get(reverse("about"))
        page = client.get(reverse("about"), headers={"accept-encoding": accepted})
        assert page.headers.get("Content-Encoding", "") == encoding
        assert "Accept-Encoding" in page.headers["Vary"]
        assert int(page.headers["Content-Length"]) == len(page.content)
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
        assert unpack(page.content) == plain.content

    def test_the_length_of_a_page_with_secrets_is_hidden(self, as_user):
        page = as_user(UserFactory()).get(reverse("about"), headers={"accept-encoding": "gzip, br"})
        assert page.headers["Content-Encoding"] == "gzip"

    def test_too_many_attempts(self, answer_with):
        answer_with(respond_429)
        response = Client().get("/leak/")
        assert response.status_code == 429
        assert not wrong(response)

    def test_a_form_from_elsewhere(self):
        response = Client(enforce_csrf_checks=True).post(reverse("account_login"))
        assert response.status_code == 403
        assert not wrong(response)

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "trace"])
    def test_a_method_that_is_not_known(self, client, method):
        response = getattr(client, method)(reverse("home"))
        assert response.status_code == 405
        assert not wrong(response)

    @pytest.mark.parametrize("layer", [*portal.MIDDLEWARE[2:]])
    def test_an_error_inside_any_layer(self, settings, layer):
        """Django makes the page about an error where the error was, so layers further in never see it."""
        at = settings.MIDDLEWARE.index(layer) + 1
        settings.MIDDLEWARE = [*settings.MIDDLEWARE[:at], f"{__name__}.broken", *settings.MIDDLEWARE[at:]]
        response = Client(raise_request_exception=False).get(reverse("about"))
        assert response.status_code == 500
        assert not wrong(response)


def broken(get_response):
    """A layer of middleware that fails."""

    def fail(request):
        raise ValueError("broken")

    return fail


@pytest.mark.django_db
class TestFiles:
    @pytest.fixture
    def browser(self, settings, tmp_path):
        """A browser before a portal with one collected style sheet."""
        settings.STATIC_ROOT = tmp_path
        shutil.copy(settings.BASE_DIR / "static" / "portal.css", tmp_path)
        list(Compressor(quiet=True).compress(str(tmp_path / "portal.css")))
        assert (tmp_path / "portal.css.br").exists()
        return Client()

    @pytest.mark.parametrize("encoding", ["", "gzip", "br"])
    def test_a_static_file_in_each_encoding(self, browser, encoding):
        response = browser.get("/static/portal.css", headers={"accept-encoding": encoding})
        assert response.headers.get("Content-Encoding", "") == encoding
        assert response.headers["Content-Type"] == 'text/css; charset="utf-8"'
        assert not wrong_for_file(response)

    def test_a_static_file_that_has_not_changed(self, browser):
        tag = browser.get("/static/portal.css").headers["ETag"]
        response = browser.get("/static/portal.css", headers={"if-none-match": tag})
        assert response.status_code == 304
        assert not wrong_for_file(response)

    def test_a_static_file_that_is_not_there_and_one_that_is_written_to(self, browser):
        assert not wrong(missing := browser.get("/static/none.css"))
        assert missing.status_code == 404
        assert not wrong_for_file(refused := browser.post("/static/portal.css"))
        assert refused.status_code == 405

    @pytest.mark.parametrize(
        "path", ["../network/settings.py", "%2e%2e/settings.py", "..%5csettings.py", "portal.css/"]
    )
    def test_nothing_beside_the_static_files(self, browser, path):
        response = browser.get(f"/static/{path}")
        assert response.status_code == 404
        assert not wrong(response)


def wrong_for_file(response):
    """A file of ours runs nothing and sends nothing, so its policy is shorter."""
    faults = wrong(response)
    policy = directives(response.headers.get("Content-Security-Policy", ""))
    if policy.get("default-src") == policy.get("frame-ancestors") == "'none'":
        faults.pop("Content-Security-Policy", None)
    return faults


@pytest.fixture(scope="module")
def answers(django_db_setup):
    https = {"x-forwarded-proto": "https"}
    asked = {
        "page": ("GET", "/en/about/", https),
        "health": ("GET", "/healthz", https),
        "robots": ("GET", "/robots.txt", https),
        "redirect": ("GET", "/en/about", https),
        "missing": ("GET", "/en/nowhere/", https),
        "method": ("TRACE", "/en/about/", https),
        "form": ("POST", "/en/accounts/login/", https | {"origin": "https://elsewhere.example"}),
        "file": ("GET", "/static/none.css", https),
        "plain": ("GET", "/en/about/", {}),
        "host": ("GET", "/en/about/", https | {"host": "evil.example"}),
        "plain host": ("GET", "/en/about/", {"host": "evil.example"}),
        "forwarded host": ("GET", "/en/about", https | {"x-forwarded-host": "evil.example"}),
    }
    return dict(zip(asked, production.ask(*asked.values()), strict=True))


class TestProduction:
    """With its own settings, behind a proxy that says https."""

    def test_every_answer_is_protected_and_kept_to_https(self, answers):
        for name, answer in answers.items():
            assert not wrong(answer), (name, answer.status_code)
            if not name.startswith("plain"):
                expected = "max-age=63072000; includeSubDomains; preload"
                assert answer.headers["Strict-Transport-Security"] == expected, name

    def test_a_page_is_there_and_plain_http_leads_to_it(self, answers):
        assert answers["page"].status_code == 200
        assert answers["missing"].status_code == answers["file"].status_code == 404
        assert (answers["method"].status_code, answers["form"].status_code) == (405, 403)
        assert answers["plain"].status_code == 301
        assert answers["plain"].headers["Location"] == "https://portal.example/en/about/"

    def test_another_host_is_refused_and_never_repeated(self, answers):
        assert answers["host"].status_code == answers["plain host"].status_code == 400
        for answer in answers.values():
            assert "evil.example" not in answer.text + str(answer.headers)
        assert answers["forwarded host"].headers["Location"] == "/en/about/"
