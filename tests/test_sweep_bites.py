"""Twelve leaks, each put into the portal on purpose: the sweep must find every one, or it proves nothing."""

import hashlib

import pytest
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.test import Client
from django.urls import reverse

from experts.models import Profile
from network import spreadsheets
from network.catalogue import feeds, sitemaps, text
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.moderation import notices
from network.moderation.models import Record
from network.notices import letters
from network.notices.models import Notice
from tests.sweep import all_addresses, client_of, leaks

pytestmark = pytest.mark.django_db


def found(world, address="/leak/", role="anonymous"):
    return leaks(world, role, client_of(world.people[role]).get(address))


def test_1_a_row_in_a_comment_of_a_template(world, answer_with):
    template = engines["django"].from_string("<!-- {{ profile.given_name }} -->")
    profile = Profile.objects.get(pk=world.records["profile"].pk)
    answer_with(lambda request: HttpResponse(template.render({"profile": profile})))
    assert found(world)


def test_2_a_hash_of_an_address_as_avatar_services_want_it(world, answer_with):
    name = world.people["owner"].email.split("@")[0]
    digest = hashlib.md5(name.encode()).hexdigest()  # noqa: S324 - what such services use
    answer_with(lambda request: HttpResponse(f'<img src="/avatar/{digest}">'))
    assert found(world)


def test_3_a_header_for_debugging(world, answer_with):
    answer_with(lambda request: HttpResponse(headers={"X-Debug": world.records["profile"].justification}))
    assert found(world)


def test_4_values_of_a_row_in_an_interface_for_programs(world, answer_with):
    answer_with(lambda request: JsonResponse(list(Profile.objects.values("slug", "summary")), safe=False))
    assert found(world)


def test_5_a_column_too_many_in_a_table(world, monkeypatch):
    monkeypatch.setattr(spreadsheets, "harmless", lambda cell: world.subscriptions["owner"].note)
    decisions = list(world.records["profile"].decisions.values_list("pk", flat=True))
    address = reverse("admin:moderation_decision_changelist")
    answers = {"action": "download", "_selected_action": decisions}
    assert leaks(world, "moderator", client_of(world.people["moderator"]).post(address, answers))


def test_6_the_description_of_an_item_in_a_feed(world, monkeypatch):
    note = world.records["published"].contributor_note
    monkeypatch.setattr(feeds.Rss, "item_description", lambda self, entry: note)
    assert found(world, reverse("atom", kwargs={"language": "en", "kind": "practice"}))


def test_7_a_draft_in_the_sitemap(world, monkeypatch):
    title = world.records["draft"].title
    monkeypatch.setattr(sitemaps.Records, "location", lambda self, entry: f"/practices/{title}/")
    assert found(world, "/sitemap-records.xml")


@pytest.mark.parametrize("role", ["anonymous", "member"])
def test_8_a_page_of_staff_without_a_lock(world, answer_with, role):
    answer_with(lambda request: HttpResponse("\n".join(map(str, Record.objects.all()))))
    assert found(world, role=role)


def test_9_the_body_of_a_mail(world, monkeypatch):
    decision = world.records["withdrawn"].decisions.first()
    notice = Notice(kind="moderation.decision", about=decision.pk, user=world.people["owner"])
    assert not in_letter(world, letters.message(notice))
    leaky = "Also told: " + world.subscriptions["reader"].subscriber.email
    monkeypatch.setitem(notices.DECIDED, decision.action, leaky)
    assert in_letter(world, letters.message(notice))


def in_letter(world, letter, role="owner"):
    """The canaries in `letter` that its reader may not see."""
    text = letter.message().as_string()
    canaries = [canary for canary in world.canaries if role not in canary.readers]
    return [canary.text for canary in canaries if any(form in text for form in canary.forms)]


def test_10_a_search_that_finds_hidden_words(world):
    hidden, nonsense, reader = world.records["profile"].summary, "zq0000000000", Client()

    def tells():
        """Whether asking for a hidden word is answered otherwise than asking for nonsense."""
        answer = reader.get(reverse("search"), {"q": hidden}).content
        return (
            answer.replace(hidden.encode(), nonsense.encode()) != reader.get(reverse("search"), {"q": nonsense}).content
        )

    assert not tells()
    public = Entry.objects.filter(record=world.records["profile"].key, audience=Audience.PUBLIC)
    public.update(vector=SearchVector(Value(text.indexed(hidden)), config=text.configuration("en")))
    assert tells()


def test_11_an_order_that_tells_what_is_hidden(world, answer_with):
    def names(request):
        order = request.GET.get("sort", "pk")
        return HttpResponse("\n".join(Profile.objects.order_by(order).values_list("role_name", flat=True)))

    def tells(sort):
        """Whether the order that is asked for differs from the one that nobody asked for."""
        return Client().get("/leak/", {"sort": sort}).content != Client().get("/leak/").content

    answer_with(names)
    assert not tells("pk")
    assert tells("-user__email")


def test_12_an_address_that_nobody_registered(world, answer_with):
    answer_with(lambda request, secret: HttpResponse(), "leak/<int:secret>/")
    with pytest.raises(pytest.fail.Exception, match="not registered"):
        all_addresses(world)
