"""Requests that nobody sends by mistake, and scanners of mail, which mean well: nothing gives way, nothing changes."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from experts.models import Profile
from network.accounts.models import User
from network.alerts import tokens
from network.alerts.tokens import Use
from network.catalogue.audiences import Audience
from tests import sweep
from tests.alerts.factories import SubscriptionFactory
from tests.factories import ProfileFactory, UserFactory
from tests.letters import letters_of_accounts, letters_to_all, links_in
from tests.sweep import NOT_CALLED, client_of
from tests.world import make_world

pytestmark = pytest.mark.django_db

EVIL = "evil.example"
SPOOFED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": f"for=203.0.113.9;host={EVIL};proto=https",
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Port": "444",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": f"//{EVIL}",
    "X-Original-URL": "/admin/",
    "X-Rewrite-URL": "/admin/",
    "X-HTTP-Method-Override": "POST",
    "X-Remote-User": "1",
    "Remote-User": "1",
    "Authorization": "Basic YWRtaW46YWRtaW4=",
}
SUBSCRIBING = {"frequency": "weekly", "weekday": "1", "language": "en"}
RANDOM = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|lastBuildDate>[^<]*<')
# Who was here when, and who read what, is noted.
NOTED = frozenset({"django_session", "usersessions_usersession", "accounts_look", "accounts_reading"})
ROW = "to_jsonb(t) - 'read_at'"


def database() -> dict:
    """A hash of every table that holds what people wrote, follow or decided."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted({table for (table,) in cursor.fetchall()} - NOTED)
        hashes = (f"(SELECT md5(string_agg(({ROW})::text, '|' ORDER BY {ROW})) FROM {table} t)" for table in tables)  # noqa: S608
        cursor.execute(f"SELECT {', '.join(hashes)}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


class TestSpoofing:
    """What only a proxy may say is not believed when anybody else says it."""

    @pytest.fixture
    def profile(self):
        return ProfileFactory.published()

    def answers(self, profile, **headers):
        """What the portal says to a stranger and to the profile's owner, without what is random in it."""
        public = [*map(reverse, ("home", "expert-list", "sitemap", "robots", "dashboard", "account_login")), "/"]
        public += ["/sitemap-records.xml", "/en/about", "/admin/", reverse("rss", args=["en", "practice"])]
        found = {}
        for user, addresses in ((None, public), (profile.user, ["/en/", reverse("profile-hide"), "/admin/"])):
            client = client_of(user)
            for address in [*addresses, profile.get_absolute_url()]:
                response = client.get(address, headers=headers)
                text = re.sub(
                    r'name="csrfmiddlewaretoken" value="\w+"|lastBuildDate>[^<]*<', "", response.content.decode()
                )
                found[user, address] = (response.status_code, response.headers.get("Location"), text)
        return found

    def test_no_header_changes_host_links_target_method_or_reader(self, profile):
        plain = self.answers(profile)
        assert self.answers(profile, **SPOOFED) == plain
        assert plain[profile.user, reverse("profile-hide")][0] == 405
        assert Profile.objects.get(pk=profile.pk).card(Audience.PUBLIC) is not None

    def test_letters_lead_to_the_portal_whatever_host_was_forwarded(self):
        letters = letters_of_accounts(headers=SPOOFED)
        assert len(letters) > 3
        assert all(EVIL not in message.message().as_string() for message in letters)

    def subscribe(self, number, **headers):
        answers = {**SUBSCRIBING, "email": f"reader{number}@example.org"}
        return Client().post(reverse("subscribe") + "?topic=prisons", answers, headers=headers).status_code

    def test_without_a_proxy_no_header_names_the_caller(self):
        spoofed = (dict.fromkeys(list(SPOOFED)[:3], f"203.0.113.{number}") for number in range(21))
        statuses = [self.subscribe(number, **headers) for number, headers in enumerate(spoofed)]
        assert statuses == [200] * 20 + [429]

    @pytest.mark.parametrize("proxies", [1, 2])
    def test_behind_proxies_only_what_they_added_names_the_caller(self, settings, proxies):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        behind = ["198.51.100.1", "10.0.0.1"][:proxies]
        for number in range(21):
            told = ", ".join([f"203.0.113.{number}", *behind])
            headers = {"X-Forwarded-For": told, "X-Real-IP": f"203.0.113.{number}"}
            assert self.subscribe(number, **headers) == (200 if number < 20 else 429)
        other = ", ".join(["203.0.113.1", "198.51.100.2", *behind[1:]])
        assert self.subscribe(21, **{"X-Forwarded-For": other}) == 200, "another caller is not held up"

    @pytest.mark.parametrize(
        "told", ["", "not an address", "' OR 1=1 --", "198.51.100.1:99999", "a" * 5000, "::ffff:0:0"]
    )
    def test_a_caller_without_an_address_is_no_fault_of_ours(self, settings, told):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        assert self.subscribe(1, **{"X-Forwarded-For": told}) < 500


class TestTokens:
    """A link in a letter opens what it was made for; one that was changed in any place opens nothing."""

    PAGES = {Use.STOP: "alerts-stop", Use.CONFIRM: "alerts-confirm", Use.MANAGE: "alerts-manage"}

    def tampered(self, use, number):
        """The token with each of its characters changed by one bit, those of other uses, and of another row."""
        token = tokens.make(use, number)
        changed = [f"{token[:at]}{chr(ord(token[at]) ^ 1)}{token[at + 1 :]}" for at in range(len(token))]
        others = [tokens.make(other, number) for other in Use if other != use]
        row, mac = tokens.make(use, number + 1).split(".")[0], token.split(".")[1]
        return [*changed, *others, f"{row}.{mac}", f"0{token}", token[:-1], f"{token}a", f"{token}.", row, f".{mac}"]

    @pytest.mark.parametrize("use", PAGES)
    def test_a_page_behind_a_changed_link_is_not_there(self, use):
        subscription = SubscriptionFactory(confirmed_at=None)
        SubscriptionFactory(subscriber__email="next@example.org")
        number = subscription.pk if use == Use.CONFIRM else subscription.subscriber_id
        genuine = tokens.make(use, number)
        address = reverse(self.PAGES[use], args=[genuine])
        before, client = database(), Client()
        assert client.get(address).status_code == 200
        for token in self.tampered(use, number):
            for method in (client.get, client.post):
                response = method(address.replace(genuine, token), {"stop": "1"})
                assert response.status_code == 404, (token, genuine)
                assert b"example.org" not in response.content
        assert database() == before

    def test_a_subscription_of_somebody_else_is_not_changed_by_ones_own_link(self):
        own, other = SubscriptionFactory(), SubscriptionFactory(asks="country=KE")
        address = reverse("alerts-edit", args=[tokens.make(Use.MANAGE, own.subscriber_id), other.key])
        before = database()
        assert {Client().get(address).status_code, Client().post(address, {"end": "1"}).status_code} == {404}
        assert database() == before


BAD = {
    "null byte": "%00",
    "no UTF-8": "%ff%fe%ed%a0%80",
    "long, with the syntax of others": "%27%22%3C%7B%7B%24%28%5C%0d%0a" + "a" * 3000,
    "number out of bounds": "9" * 30,
}
READ = re.compile(r"GET\.get(?:list)?\(\s*\"([\w-]+)\"")
# Words that lead further into a view than nonsense does.
KNOWN = {"audience": "public", "step": "review", "language": "en", "kind": "practice"}
ROOMS = ("network", "experts", "practices", "news")
# What lists and pages of the admin read beside what our views read by name.
PARAMETERS = {
    *("q", "page", "kind", "topic", "pillar", "country", "region", "language", "when", "modality", "need", "sort"),
    *("next", "o", "p", "status", "id__exact", "_to_field", "_changelist_filters", "term", "subscribe", "follow"),
    *(name for room in ROOMS for module in Path(room).rglob("*.py") for name in READ.findall(module.read_text())),
}


def spoilt(value):
    """Every address of the portal, with `value` wherever it or a query has room."""
    query = "&".join(f"{name}={value}" for name in sorted(PARAMETERS))
    for name, parts in sorted(sweep.patterns()):
        if name in NOT_CALLED or name.endswith(":None"):
            continue
        try:
            address = reverse(name, kwargs={part: KNOWN.get(part, "zzz") for part in parts})
        except NoReverseMatch:  # it takes numbers only
            continue
        yield address.replace("zzz", value) + f"?{query}"
    for prefix in ("", "en/", "static/", "feeds/en/", "admin/", "admin/moderation/record/", "sitemap-"):
        yield f"/{prefix}{value}"
        yield f"/{prefix}{value}/?{value}={value}"


class TestBadInput:
    @pytest.mark.parametrize("kind", ["expert", "practice"])
    def test_nothing_is_confirmed_of_a_page_that_is_not_there(self, client, kind):
        address = reverse(f"{kind}-list") + "zzz/"
        for asked in ("*", " * ", '"a", *'):
            assert client.get(address, headers={"If-None-Match": asked}).status_code == 404

    @pytest.mark.parametrize("bad", BAD)
    def test_it_is_refused_or_understood_and_never_an_error_of_ours(self, bad):
        """Asked by somebody who is let in everywhere, so that no sign-in stands before the fault."""
        client = client_of(UserFactory(is_staff=True, is_superuser=True))
        client.raise_request_exception = False
        answers = {address: client.get(address).status_code for address in spoilt(BAD[bad])}
        assert len(answers) > 100
        assert {address: status for address, status in answers.items() if status >= 500} == {}

    @pytest.mark.parametrize("text", ["\x00", "\udcff", "x" * 70_000, "\u202e", "=1+1"])
    def test_forms_refuse_it_beside_the_field(self, text):
        owner = client_of(ProfileFactory.published().user)
        stop = reverse("alerts-stop", args=[tokens.make(Use.STOP, SubscriptionFactory().subscriber_id)])
        forms = {
            reverse("account_login"): {"login": text, "password": text},
            reverse("account_reset_password"): {"email": text},
            reverse("subscribe"): {**SUBSCRIBING, "email": text, "note": text},
            stop: {"choice": text},
            reverse("profile-edit", args=["person"]): {"given_name": text, "headline": text, "role_name": text},
            reverse("practice-new"): {"title": text, "summary": text},
            reverse("alerts"): {"follow": text, "weekday": text},
        }
        for client in (Client(raise_request_exception=False), owner):
            client.raise_request_exception = False
            for address, answers in forms.items():
                assert client.post(address, _encoded(answers), "application/x-www-form-urlencoded").status_code < 500, (
                    address
                )


def _encoded(answers):
    """A form as a program would send it, valid Unicode or not."""
    texts = {name: text.encode("utf-8", "surrogateescape") for name, text in answers.items()}
    return "&".join(f"{name}={quote(text)}" for name, text in texts.items())


class TestScanners:
    """Programs that look after mail follow every link in it, some several times, some as whoever is signed in."""

    def test_following_every_link_of_every_letter_changes_nothing(self):
        world = make_world()
        letters = [*letters_to_all(world), *letters_of_accounts()]
        people = {user.email: user for user in User.objects.all()}
        links = {(link, message.to[0]) for message in letters for link in links_in(message)}
        assert len({message.subject for message in letters}) > 12
        assert len(links) > 40
        readers = {address: client_of(people.get(address)) for _link, address in links}
        before, found = database(), 0
        visits = {(link, None) for link, _address in links} | links
        for link, address in sorted(visits, key=str):
            page, client = "/" + link.split("/", 3)[3], readers[address] if address else Client()
            # Whoever is signed in follows a link once; machines come back.
            for method in (client.get,) if address else (client.get, client.head, client.get):
                response = method(page)
                assert response.status_code < 500, link
            found += response.status_code == 200
        assert found > 0.5 * len(visits), "most links lead somewhere"
        assert {table for table, content in database().items() if content != before[table]} == set()
