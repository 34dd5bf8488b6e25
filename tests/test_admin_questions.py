"""The admin answers the questions that stand beside its lists and no others; odd ones are no error of the server."""

from itertools import product
from urllib.parse import parse_qsl

import pytest
from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.urls import NoReverseMatch, reverse

from network.accounts.models import Look
from network.accounts.roles import Role
from network.admin import OF_EVERY_LIST
from network.alerts.models import Subscriber
from network.moderation.models import Decision
from network.verification.models import FocalPoint
from tests.factories import UserFactory
from tests.sweep import client_of
from tests.world import make_world

pytestmark = pytest.mark.django_db

HUGE = "9" * 400
VALUES = ["", "x", "-1", HUGE, "a\x00b", "1,2"]
# Look-ups of which no list has a filter.
UNASKED = [
    "id__in", "pk", "password__startswith", "email__startswith", "user__email__startswith", "author__email__contains",
    "by__password__regex", "no_such__field", "__", "q__q", "at__gte", "kind__in", "_changelist_filters",
]  # fmt: skip
ORDERS = ["-1", "1.2.-3", "999", "--1", "-", "."]
DATES = [
    "year=9999", "year=0", "year=2026&{0}__month=13", "year=2026&{0}__month=2&{0}__day=31", "month=2", "day=31",
    "year=2999&{0}__month=12&{0}__day=31", "year=1900",
]  # fmt: skip


def a_superuser():
    return UserFactory(is_staff=True, is_superuser=True)


STAFF = {
    "moderator": lambda: UserFactory.staff(Role.MODERATOR),
    "editor": lambda: UserFactory.staff(Role.EDITOR),
    "focal point": lambda: UserFactory.staff(Role.FOCAL_POINT),
    "super-user": a_superuser,
}


@pytest.fixture(params=STAFF)
def staff(request):
    return client_of(STAFF[request.param]())


@pytest.fixture
def superuser():
    return a_superuser()


def name_of(model, view):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}"


def lists():
    """Every list of the admin, with its class."""
    return {reverse(name_of(model, "changelist")): owner for model, owner in admin.site._registry.items()}


def questions_to(number, owner):
    """Odd values for each parameter that list `number`, of `owner`, knows, and some that it does not know.

    What every list knows, and orders, dates and look-ups without a filter, are read by one piece of code for all
    lists: each list is asked some, and all lists together all.
    """
    own = sorted(owner.admitted_lookups(None) - OF_EVERY_LIST | {SEARCH_VAR})
    yield from ({name: value} for name in own for value in VALUES)
    yield from ({name: value} for name, value in some(number, 6, list(product(sorted(OF_EVERY_LIST), VALUES))))
    yield from ({name: "a"} for name in some(number, 3, UNASKED))
    yield from ({"o": order} for order in some(number, 2, ORDERS))
    if name := owner.date_hierarchy:
        yield from (dict(parse_qsl(f"{name}__{dates.format(name)}", True)) for dates in some(number, 3, DATES))


def some(number, count, things):
    """`count` of `things`, others for each `number`, so that in a row of numbers all have their turn."""
    return [things[(number * count + turn) % len(things)] for turn in range(count)]


def test_no_list_fails_whatever_it_is_asked(staff, request):
    # All see the same lists, if they see them; so one is asked everything, and the others in between.
    step = 1 if request.node.callspec.params["staff"] == "super-user" else 9
    for number, (address, owner) in enumerate(lists().items()):
        if staff.get(address).status_code == 403:
            continue
        for question in list(questions_to(number, owner))[::step]:
            assert staff.get(address, question).status_code in {200, 302}, (address, question)


def test_what_is_asked_of_each_list_in_turn_leaves_nothing_out():
    together = list(product(sorted(OF_EVERY_LIST), VALUES))
    for count, things in ((6, together), (3, UNASKED), (2, ORDERS)):
        assert {thing for number in range(len(lists())) for thing in some(number, count, things)} == set(things)


KEYS = ("0", "-1", "x", HUGE, "a%00b", "_5F", "é" * 500)
ABOUT_OBJECTS = ("_to_field=password", "_to_field=a%00b&_popup=1", "_changelist_filters=%00")


def test_no_page_of_an_object_fails_whatever_it_is_called(staff, request):
    """How a key is read depends on the model, and who may see the page is asked before: so each has its share."""
    views = [name_of(model, view) for model in admin.site._registry for view in ("change", "delete", "history")]
    share = 4 if request.node.callspec.params["staff"] == "super-user" else 1
    for number, view in enumerate(views):
        address = reverse(view, args=["KEY"])
        for key in some(number, share, KEYS):
            assert staff.get(address.replace("KEY", key)).status_code in {302, 403, 404}, (address, key)
        (query,) = some(number, 1, ABOUT_OBJECTS)
        assert staff.get(f"{address}?{query}").status_code in {302, 400, 403, 404}, (address, query)


def test_no_action_fails_whatever_is_selected(staff, request):
    share = 5 if request.node.callspec.params["staff"] == "super-user" else 1
    number = 0
    for address, owner in lists().items():
        for action in (
            "no_such",
            "delete_selected",
            *(getattr(each, "__name__", each) for each in owner.actions or ()),
        ):
            number += 1
            for selected in some(number, share, ("x", "-1", HUGE, "a\x00b", "1,2")):
                answers = {"action": action, "_selected_action": [selected], "index": "x", "select_across": "x"}
                assert staff.post(address, answers).status_code in {200, 302, 403}, (address, action, selected)


def test_no_suggestion_fails_whatever_is_typed(staff):
    of_mandates = {"app_label": "verification", "model_name": "focalpoint", "field_name": "user", "term": "x"}
    for question in [of_mandates | {name: value} for name in (*of_mandates, "page") for value in VALUES]:
        assert staff.get(reverse("admin:autocomplete"), question).status_code in {200, 400, 403, 404}, question


@pytest.mark.parametrize(
    "lookup",
    ["email__startswith", "email__exact", "email", "password__startswith", "id__in", "pk", "user__email__contains"],
)
def test_a_list_is_narrowed_by_its_filters_only(superuser, lookup):
    client = client_of(superuser)
    for address, owner in lists().items():
        assert client.get(address, {lookup: "a"}).url == f"{address}?e=1"
        assert not owner.lookup_allowed(lookup, "a", None)


def test_every_link_of_a_filter_is_answered(superuser):
    make_world()
    client = client_of(superuser)
    for address in lists():
        page = client.get(address)
        changelist = page.context["cl"]
        links = {choice["query_string"] for spec in changelist.filter_specs for choice in spec.choices(changelist)}
        for link in links:
            assert client.get(address + link).status_code == 200, (address, link)


# What a list never shows, orders by, searches in part, or filters by: what is masked, and what people wrote.
PRIVATE = {"email", "address", "password", "user__email", "contact", "text", "content", "report", "subject"}


def test_no_list_shows_orders_by_or_searches_in_what_is_private():
    for address, owner in lists().items():
        shown = set(map(str, owner.list_display))
        ordered = {getattr(getattr(owner, name, None), "admin_order_field", None) for name in shown}
        searched = {name for name in owner.search_fields if name[0] != "="}
        if owner.model is Subscriber:
            searched = set()  # by the whole address only: see `test_an_address_is_found_whole_only…`
        filtered = {name.partition("__")[0] for name in owner.admitted_lookups(None)}
        private = PRIVATE | {"reason"} if owner.model is Decision else PRIVATE
        # What was chosen from a few is nobody's own words.
        private = private - {field.name for field in owner.model._meta.fields if field.choices}
        assert not (shown | ordered | searched | filtered) & private, address


def test_an_address_is_found_whole_only_and_the_person_sees_it(superuser):
    person = UserFactory(email="amina.okello@example.org")
    Subscriber.objects.create(email="reader@example.org", language="en")
    client = client_of(superuser)
    users, readers = reverse("admin:accounts_user_changelist"), reverse("admin:alerts_subscriber_changelist")
    for part in ("amina", "a", "@example.org", "amina.okello@example", "%", "_"):
        assert client.get(users, {"q": part}).context["cl"].result_count == 0
        assert client.get(readers, {"q": part}).context["cl"].result_count == 0
    assert not Look.objects.exists()
    assert list(client.get(users, {"q": "Amina.Okello@example.org"}).context["cl"].result_list) == [person]
    assert client.get(readers, {"q": "reader@example.org"}).context["cl"].result_count == 1
    assert Look.objects.get().what == Look.What.ACCOUNT
    assert "amina" not in client.get(users).content.decode()


def test_nothing_leads_from_an_object_of_the_admin_past_its_room(superuser):
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])
    assert client_of(superuser).get("/admin/r/1/1/").status_code == 404


def test_what_the_database_refuses_is_tried_once_more_so_that_the_form_can_say_why(monkeypatch, client):
    """Two administrators give one mandate at the same moment: both passed the check before either was stored."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    speaker = UserFactory.staff(Role.FOCAL_POINT)
    answers = {"user": speaker.pk, "country": "KE", "office": "A ministry"}
    FocalPoint.objects.create(user=speaker, country_id="KE", office="A ministry")
    checks = iter([lambda *_args, **_options: None, FocalPoint.validate_constraints])
    monkeypatch.setattr(FocalPoint, "validate_constraints", lambda self, **options: next(checks)(self, **options))
    response = client.post(reverse("admin:verification_focalpoint_add"), answers)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert FocalPoint.objects.count() == 1
