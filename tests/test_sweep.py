"""Every URL as every role: no private text leaves, no GET changes anything, hidden looks like missing."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from network.accounts import database_role
from network.catalogue.models import Entry
from network.moderation.models import Decision, Record
from tests import sweep
from tests.sweep import ROLES, all_addresses, cached, client_of, found, leaks

pytestmark = pytest.mark.django_db

QUERIES = ["", "?sort=-user__email&fields=*&format=json&page=999", "?q=zq"]
# The broker and the demonstration's mailbox are no pages of the portal.
UNHURT = {"readyz"}


@pytest.fixture
def world():
    """The world, seen through the rights in the database that the web process has."""
    world = sweep.make_world()
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
    swept = set()
    for name, address in all_addresses(world):
        # Every address is asked for; one of each pattern also with parameters that it should not know, and without a
        # body. The forms of the admin read no parameters; its lists do.
        is_form = name.startswith("admin:") and not name.endswith("changelist")
        for query in QUERIES[:1] if name in swept or is_form else QUERIES:
            response = client.get(address + query)
            assert response.status_code < 500 or name in UNHURT, (role, address + query, response.status_code)
            assert not leaks(world, role, response), (role, address + query)
            assert role == "anonymous" or is_kept_by_nobody(response), (role, address + query)
        if name not in swept:
            for method in (client.options,) if is_form else (client.head, client.options):
                assert not leaks(world, role, method(address)), (role, address)
        swept.add(name)
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
    for name, address in all_addresses(world):
        if name == "still-correct":
            continue  # whoever holds the link of the letter answers for the author
        if "/new/" in address or "/me/profile/" in address or "/admin/news/" in address:
            continue  # one's own things; each has tests of its own
        response = client.post(address, {"decision": "approve", "edits": 0, "reason": "x", "title": "x"})
        assert response.status_code < 500, (role, address)
        assert not leaks(world, role, response), (role, address)
    assert state() == before


def test_no_form_of_another_site_is_taken(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["superuser"])
    one_of_each = dict(all_addresses(world))
    taken = {name for name, address in one_of_each.items() if client.post(address).status_code != 403}
    assert taken == {"alerts-stop"}, "one click in a mail reader, by a signed link"


def test_no_answer_to_trace_repeats_what_was_sent(world):
    for role in ("anonymous", "superuser"):
        client = client_of(world.people[role])
        for address in dict(all_addresses(world)).values():
            answer = client.trace(address, headers={"x-secret": "zq-traced"})
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
