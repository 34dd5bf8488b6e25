"""Requests whose parts cannot be parsed are refused or ignored on every page, and no administrator is written to."""

import json
from functools import partial
from urllib.parse import quote

import pytest
from allauth.core.context import request_context
from django.conf import settings as portal
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse

from network import wsgi
from network.accounts import passkeys
from practices.models import Practice
from tests.factories import UserFactory
from tests.sessions import with_password_given
from tests.sweep import all_addresses, by_pattern, client_of

pytestmark = pytest.mark.django_db

# What several parsers choke on: half an IPv6 address, what is no number, no date, no UTF-8, what never ends.
HEADERS = {
    "half addresses": {
        "Referer": "http://[::1",
        "Origin": "http://[::1",
        "HX-Current-URL": "http://[::1",
        "HX-Request": "true",
        "X-Forwarded-For": "[::1",
    },
    "no numbers, dates and languages": {
        "Range": "bytes=9-1,-,x",
        "If-Range": '"',
        "If-None-Match": 'W/"\xff, "',
        "If-Modified-Since": "Thu, 99 Foo 99999999999 99:99:99 GMT",
        "If-Unmodified-Since": "-1",
        "If-Match": '"',
        "Accept-Language": "\xff;q=x, ar;q=, *-*;q=1.00000001, " + "x-" * 300,
        "Accept-Encoding": "gzip;q=\xff, br;q=-1",
        "Accept": "\xff/;q=",
        "HX-Request": "\xff",
    },
    "cookies": {
        "Cookie": f'{portal.LANGUAGE_COOKIE_NAME}="\\000\\377"; {portal.CSRF_COOKIE_NAME}="\\000"; =; a; "; \xff=\xff',
    },
    "hosts that are none": {"Host": "[::1", "X-Forwarded-Host": "\xff"},
    "an empty referrer": {"Referer": "", "Origin": "null", "Cookie": ""},
}
SESSIONS = ['"abcdefgh\\000"', "\xff" * 40, "x" * 5000, "", "'; --"]
NAMED = b'--x\r\nContent-Disposition: form-data; name="title"'
END = b"\r\n--x--\r\n"
MULTIPART = "multipart/form-data; boundary=x"
CHARSETS = [
    "no-such", "rot13", "hex", "undefined", "utf-16", "UTF-7", "utf-8-sig", "unicode_escape", "idna", "latin-1",
    '"zlib"', "", "\xff",
]  # fmt: skip
BODIES = {
    "a charset without a name": (f"{MULTIPART}; charset=", b"--x--\r\n"),
    "no boundary": ("multipart/form-data", b"--x"),
    "an endless part": (MULTIPART, NAMED[:-3]),
    "a part without a name": (MULTIPART, b"--x\r\nContent-Disposition: form-data\r\n\r\nb" + END),
    "a part that is no UTF-8": (MULTIPART, NAMED + b'; filename="\xff\x00"\r\n\r\n\xff\x00' + END),
    "a name that is no UTF-8": (MULTIPART, NAMED.replace(b"title", b"\xff") + b"\r\n\r\n\xed\xa0\x80" + END),
    "base64 that is none": (MULTIPART, NAMED + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n=\xff" + END),
    "bytes that are no UTF-8": ("application/x-www-form-urlencoded", b"title=%ff%00%ed%a0%80&\xff=\xff&next=%ff"),
    "JSON that is none": ("application/json", b'{"a": "\xff\x00'),
    "no type": ("", b"\xff"),
    "an odd type": ("\xff/;;=", b"\xff"),
}


# Views that answer by what they are told was kept, in part, for htmx, or from where one comes.
READ_HEADERS = [
    "home", "search", "expert-list", "practice", "event-calendar", "atom", "rss", "practice-file", "my-file",
    "set_language", "account_login", "admin:moderation_record_changelist",
]  # fmt: skip
SHOWN = {"GET": 200, "POST": 400}


def _answer_of_the_server(method, content_type):
    """What the web server hears, which makes requests of its own kind, when a query comes with a charset."""
    environ = {**RequestFactory().get("/en/about/?q=a").environ, "REQUEST_METHOD": method, "CONTENT_TYPE": content_type}
    statuses = []
    wsgi.application(environ, lambda status, _headers: statuses.append(int(status[:3])))
    return statuses[0]


@pytest.fixture
def administrators(settings):
    """Those who would be written to."""
    settings.ADMINS = [("", "operator@example.org")]
    yield
    assert [letter.subject for letter in mail.outbox if letter.to == ["operator@example.org"]] == []


def errors(send, addresses):
    """The addresses that answer with an error of ours, with its number."""
    found = {address: send(address).status_code for address in addresses}
    return {address: status for address, status in found.items() if status >= 500}


@pytest.mark.usefixtures("administrators")
class TestEveryAddress:
    @pytest.fixture
    def addresses(self, world):
        """One address of each pattern."""
        return list(dict(all_addresses(world)).values())

    @pytest.mark.parametrize(("role", "first"), [("anonymous", 0), ("superuser", 2)])
    def test_headers(self, world, addresses, role, first):
        """Each kind at every fourth address, because middleware reads them; all kinds where a view reads them too."""
        client = client_of(world.people[role])
        client.raise_request_exception = False
        reading = [by_pattern(world)[name][0] for name in READ_HEADERS]
        for number, (kind, headers) in enumerate(HEADERS.items(), start=first):
            # A cookie that is sent by hand takes the place of the session.
            sender = Client(raise_request_exception=False) if "Cookie" in headers else client
            asked = {*addresses[number % 4 :: 4], *reading}
            assert errors(partial(sender.get, headers=headers), asked) == {}, kind

    def test_bodies(self, world, addresses):
        """Each kind at every eighth address, and some kinds at each: what parses them is the same everywhere."""
        client = client_of(world.people["superuser"])
        client.raise_request_exception = False
        for number, (kind, (content_type, body)) in enumerate(BODIES.items()):
            send = partial(client.generic, "POST", data=body, content_type=content_type)
            assert errors(send, addresses[number % 8 :: 8]) == {}, kind


@pytest.mark.usefixtures("administrators")
@pytest.mark.parametrize("charset", CHARSETS)
class TestCharsets:
    @pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", MULTIPART])
    @pytest.mark.parametrize("name", ["account_login", "subscribe", "mfa_login_webauthn", "practice-new"])
    def test_only_utf_8_is_read(self, name, content_type, charset):
        body = NAMED + b"\r\n\r\n\xff" + END if content_type == MULTIPART else b"title=%ff"
        client = client_of(UserFactory())
        client.raise_request_exception = False
        answer = client.generic("POST", reverse(name), body, f"{content_type}; charset={charset}")
        assert answer.status_code == 400

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_nor_is_the_query_read_by_another_one(self, method, charset):
        assert _answer_of_the_server(method, f"application/x-www-form-urlencoded; charset={charset}") == SHOWN[method]

    def test_a_page_is_shown_whatever_a_request_without_a_form_says_of_one(self, client, charset):
        assert client.get("/en/about/", headers={"content-type": f"text/html; charset={charset}"}).status_code == 200


@pytest.mark.parametrize("charset", ["no-such''x", "rot13''%41", "undefined''%41", "utf-8''rot13", "''%ff"])
def test_a_charset_that_is_named_in_an_extended_way_is_refused_as_well(charset):
    assert _answer_of_the_server("POST", f"text/html; charset*={charset}") in {400, 403}


@pytest.mark.parametrize("address", ["http://[::1", "http://℀.com/"])
@pytest.mark.parametrize(
    "page",
    [
        "account_login", "account_signup", "account_reset_password", "account_logout", "account_reauthenticate",
        "admin:login", "mfa_authenticate", "mfa_login_webauthn", "mfa_reauthenticate_webauthn",
    ],
)  # fmt: skip
def test_a_way_on_that_cannot_be_read_is_ignored(page, address):
    for client in (Client(), client_of(UserFactory(is_staff=True, is_superuser=True))):
        page_with_way = f"{reverse(page)}?next={quote(address)}"
        answers = [client.get(page_with_way), client.post(page_with_way), client.post(reverse(page), {"next": address})]
        assert {answer.status_code for answer in answers} <= {200, 302}
        assert not [answer.url for answer in answers if answer.status_code == 302 and answer.url == address]


@pytest.mark.parametrize("charset", ["utf-8", "utf8", '"UTF8"', "US-ASCII"])
def test_what_is_utf_8_under_another_name_is_read_as_such(charset):
    form = f"application/x-www-form-urlencoded; charset={charset}"
    assert _answer_of_the_server("POST", form) == 403, "for want of a token"
    request = wsgi.Request(RequestFactory().post("/", "title=%D8%A3", content_type=form).environ)
    assert request.POST["title"] == "أ"


@pytest.mark.parametrize("content_type", ["", "; charset=utf-8", '; charset="UTF-8"'])
def test_utf_8_may_be_called_so_or_not(content_type):
    client = client_of(UserFactory())
    form = f"application/x-www-form-urlencoded{content_type}"
    client.generic("POST", reverse("practice-new"), "title=%D8%A3&original_language=en", form)
    assert Practice.objects.get().title == "أ"


@pytest.mark.usefixtures("administrators")
class TestSession:
    @pytest.mark.parametrize("value", SESSIONS)
    def test_a_session_that_cannot_be_is_none(self, value):
        headers = {"Cookie": f"{portal.SESSION_COOKIE_NAME}={value}"}
        client = Client(raise_request_exception=False)
        assert client.get("/en/", headers=headers).status_code == 200
        assert client.get(reverse("dashboard"), headers=headers).status_code == 302


def passkey(**response):
    """What the script of a page would send."""
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


CREDENTIALS = [
    "", "x", "null", "1", "[]", '"x"', "{}", "[" * 50_000,
    r'{"id": "\u0000", "rawId": "\ud800", "type": "public-key", "response": {}}',
    r'{"id": "\ud800", "rawId": "\u0000", "type": "\u0000", "response": {"clientDataJSON": "\u0000"}}',
    passkey(clientDataJSON="e30", authenticatorData="AA", signature="AA", userHandle="AA"),
    passkey(clientDataJSON="_w", attestationObject="_w", authenticatorData="_w", signature="_w", userHandle="\u00ff"),
    passkey(clientDataJSON="\ufeff"),
    '{"id": 1, "rawId": [], "type": {}, "response": null}',
    '{"id": 1}', '{"id": null, "response": null}', '{"rawId": "AA", "response": 1}',
    passkey(clientDataJSON="W10", authenticatorData="AA", signature="AA"),
    passkey(clientDataJSON="W10", attestationObject="oA"), passkey(clientDataJSON=1, attestationObject=[]),
]  # fmt: skip


@pytest.mark.usefixtures("administrators")
@pytest.mark.parametrize("credential", CREDENTIALS)
class TestPasskeys:
    def test_signing_in(self, credential):
        client = Client(raise_request_exception=False)
        client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
        assert client.post(reverse("mfa_login_webauthn"), {"credential": credential}).status_code == 302

    def test_adding_one(self, credential):
        client = with_password_given(Client(), UserFactory())
        client.raise_request_exception = False
        assert client.get(reverse("mfa_add_webauthn")).status_code == 200
        answers = {"credential": credential, "name": "x", "passwordless": "on"}
        assert client.post(reverse("mfa_add_webauthn"), answers).context["form"].errors

    def test_proving_once_more_who_one_is(self, credential):
        client = client_of(UserFactory())
        client.raise_request_exception = False
        client.get(reverse("mfa_reauthenticate_webauthn"))
        assert client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": credential}).status_code == 302

    def test_as_second_factor(self, credential):
        form = passkeys.AuthenticateForm({"credential": credential}, user=UserFactory())
        with request_context(RequestFactory().post("/")):
            assert "credential" in form.errors
