"""Every URL as every role: no private text leaves, no GET changes anything, hidden looks like missing."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from network.accounts import database_role
from network.catalogue.models import Entry
from network.moderation.models import Decision, Record
from tests.sweep import ROLES, by_pattern, cached, client_of, found, leaks, views

pytestmark = pytest.mark.django_db

# Parameters that a page should not know, or not obey. Each role sends one of them.
QUERIES = ["?sort=-user__email&fields=*&format=json&page=999", "?q=zq"]
# Who also asks in other ways than GET: what answers these does not look at who asks.
ASK_OTHERWISE = {"anonymous", "member"}
# The broker and the demonstration's mailbox are no pages of the portal.
UNHURT = {"readyz"}


@pytest.fixture
def world(world):
    """The world, seen through the rights in the database that the web process has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {database_role.ROLE}")
    yield world
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def state():
    """What no GET may change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM moderation_record t")
        records = cursor.fetchone()
    return records, Decision.objects.count(), Entry.objects.count(), Record.objects.count()


@pytest.mark.parametrize("role", ROLES)
def test_no_private_text_reaches_anybody_whom_it_was_not_meant_for(world, role, lines):
    client = client_of(world.people[role])
    before = state()

    def ask(name, address):
        response = client.get(address)
        assert response.status_code < 500 or name in UNHURT, (role, address, response.status_code)
        assert not leaks(world, role, response), (role, address)
        assert role == "anonymous" or is_kept_by_nobody(response), (role, address)
        return response.status_code

    for name, addresses in by_pattern(world).items():
        status = ask(name, addresses[0])
        # Who was let in asks once more with parameters, and strangers do so everywhere. Forms of the admin read none.
        is_form = name.startswith("admin:") and not name.endswith("changelist")
        if not is_form and (status == 200 or role == "anonymous"):
            ask(name, addresses[0] + QUERIES[ROLES.index(role) % len(QUERIES)])
        for method in (client.head, client.options) if role in ASK_OTHERWISE else ():
            assert not leaks(world, role, method(addresses[0])), (role, addresses[0])
        # A view that takes no GET says so whatever it is asked for.
        for address in addresses[1:] if status != 405 else ():
            ask(name, address)
    assert state() == before, "A GET changed something."
    assert lines, "Nothing was listened to."
    assert found(world, "nobody", "\n".join(lines)) == [], "It is in the logs."
    assert found(world, "nobody", cached()) == [], "It is in the cache."


def is_kept_by_nobody(response):
    """Whether neither a browser nor a proxy may keep the answer, nor ask whether it is still good."""
    return response.headers["Cache-Control"] == "no-store, private" and "ETag" not in response.headers


@pytest.mark.parametrize("role", ["anonymous", "newcomer", "member", "editor"])
def test_no_post_of_somebody_else_changes_a_record(world, role):
    client = client_of(world.people[role])
    before = state()
    for name, addresses in by_pattern(world).items():
        if name == "still-correct":
            continue  # whoever holds the link of the letter answers for the author
        # Whoever is no member owns nothing: that is asked before what it is about.
        for address in addresses if role in {"member", "editor"} else addresses[:1]:
            if "/new/" in address or "/me/profile/" in address or "/admin/news/" in address:
                continue  # one's own things; each has tests of its own
            response = client.post(address, {"decision": "approve", "edits": 0, "reason": "x", "title": "x"})
            assert response.status_code < 500, (role, address)
            assert not leaks(world, role, response), (role, address)
    assert state() == before


def test_no_form_of_another_site_is_taken(world):
    """Django's middleware asks the view whether forms of other sites are for it, and refuses them for all others."""
    exempt = {pattern.name for pattern in views() if getattr(pattern.callback, "csrf_exempt", False)}
    assert exempt == {"alerts-stop", "scheme"}, "one click in a mail reader, by a signed link; and asks for the origin"
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["superuser"])
    for name in ("profile-hide", "account_login", "admin:accounts_user_add", "scheme"):
        assert client.post(reverse(name)).status_code == 403
    assert client.post(by_pattern(world)["alerts-stop"][0]).status_code == 200


def test_no_answer_to_trace_repeats_what_was_sent(world):
    """Asked by who is let in everywhere; others are answered by the same views, or by the way to the sign-in."""
    client = client_of(world.people["superuser"])
    for addresses in by_pattern(world).values():
        answer = client.trace(addresses[0], headers={"x-secret": "zq-traced"})
        assert b"zq-traced" not in answer.getvalue()


def test_hidden_and_missing_look_the_same(world):
    for role in ("anonymous", "newcomer", "member"):
        compare_hidden_and_missing(world, client_of(world.people[role]))


def compare_hidden_and_missing(world, client):
    records = world.records
    pairs = [
        ("expert", records["hidden"].slug),
        ("practice", records["withdrawn"].slug),
        ("practice", records["draft"].key),
        ("article", records["unpublished article"].key),
    ]
    for name, slug in pairs:
        address, nowhere = reverse(name, args=[slug]), reverse(name, args=["a" * len(slug)])
        hidden, missing = client.get(address), client.get(nowhere)
        assert hidden.status_code == missing.status_code == 404
        assert hidden.content.replace(slug.encode(), b"a" * len(slug)) == missing.content
        assert hidden.headers.keys() == missing.headers.keys()


def test_searching_for_hidden_words_is_searching_for_nonsense(world):
    client = client_of(None)
    search = reverse("search")
    nonsense = "zq0000000000"
    expected = client.get(search, {"q": nonsense}).content
    for canary in world.canaries:
        answer = client.get(search, {"q": canary.text}).content
        assert answer.replace(canary.text.encode(), nonsense.encode()) == expected


def test_no_order_can_be_asked_for_that_tells_what_is_hidden(world):
    client = client_of(None)
    address = reverse("expert-list")
    plain = [entry.record for entry in client.get(address).context["page"]]
    for sort in ("user__email", "-given_name", "summary", "pk", "author__email"):
        page = client.get(address, {"sort": sort, "order": sort}).context["page"]
        assert [entry.record for entry in page] == plain, sort
