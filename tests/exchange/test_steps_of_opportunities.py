"""Who may take which step of an offer or a request, and which governments are asked before one is published."""

import pytest
from django.urls import reverse

from network.accounts import data_protection
from network.accounts.roles import Role
from network.catalogue.models import Entry
from network.exchange.closing import today
from network.exchange.models import Opportunity
from network.moderation.models import NotPossible
from network.verification.models import Consultation, FocalPoint
from tests.factories import OpportunityFactory, ProfileFactory, UserFactory, a_moderator
from tests.sweep import client_of

pytestmark = pytest.mark.django_db

WHO = ("author", "member", "newcomer", "moderator", "editor", "nobody")
# What each may ask for with a POST, and the answer: done, taken to the page for signing in, or as if it were not there.
DONE, SIGN_IN, MISSING = "done", "sign in", "missing"


@pytest.fixture
def people():
    author = ProfileFactory.published().user
    users = {
        "author": author,
        "member": ProfileFactory.published().user,
        "newcomer": UserFactory(),
        "moderator": a_moderator(),
        "editor": UserFactory.staff(Role.EDITOR),
        "nobody": None,
    }
    return author, {name: client_of(user) for name, user in users.items()}


def outcome(response):
    """A form of somebody who is signed out may be answered with what was sent, to be sent again after signing in."""
    if response.status_code in {404, 403}:
        return MISSING if response.status_code == 404 else SIGN_IN
    assert response.status_code == 302
    return SIGN_IN if reverse("account_login") in response.headers["Location"] else DONE


@pytest.mark.parametrize(
    ("name", "step", "sent"),
    [
        ("opportunity-closing", None, {"close": "1"}),
        ("opportunity-closing", None, {"closes_on": str(today())}),
        ("opportunity-edit", "review", {}),
        ("withdraw", None, {"reason": "No money"}),
    ],
)
def test_each_step_is_its_authors_alone(people, name, step, sent):
    author, clients = people
    opportunity = OpportunityFactory.published(author=author)
    opportunity.touch()
    address = reverse(name, args=[opportunity.key, *filter(None, [step])])
    # The author last, because that changes it.
    found = {who: outcome(clients[who].post(address, sent)) for who in reversed(WHO)}
    assert found == {"author": DONE, "nobody": SIGN_IN} | dict.fromkeys(WHO[1:-1], MISSING)


def test_nobody_approves_their_own():
    moderator = a_moderator()
    opportunity = OpportunityFactory.submitted(author=moderator)
    with pytest.raises(NotPossible):
        opportunity.approve(moderator, opportunity.edits)


@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        ({"institution_kind_id": "ministry"}, True),
        ({"institution_kind_id": "ministry", "is_blind": True}, True),
        ({"institution_kind_id": "ministry", "direction": "request"}, True),
        ({"institution_kind_id": "academia"}, False),
        ({"institution_kind_id": "academia", "related__modalities": ["financial-contribution"]}, True),
        (
            {
                "institution_kind_id": "academia",
                "direction": "request",
                "related__modalities": ["financial-contribution"],
            },
            False,
        ),
        ({"institution_kind_id": "civil-society", "related__modalities": ["financial-contribution"]}, False),
        (
            {
                "authority": "personal",
                "institution": "",
                "institution_kind_id": None,
                "related__modalities": ["financial-contribution"],
            },
            False,
        ),
        ({"institution_kind_id": "ministry", "related__countries": ["UG"]}, False),
    ],
)
def test_a_state_and_finance_are_put_to_the_focal_point_and_nobody_else_is(fields, is_asked):
    FocalPoint.objects.create(user=UserFactory.staff(Role.FOCAL_POINT), country_id="KE", office="Centre")
    opportunity = OpportunityFactory.submitted(**fields)
    assert Consultation.objects.filter(record=opportunity.pk).exists() is is_asked
    assert any("may still object" in obstacle for obstacle in opportunity.obstacles()) is is_asked


def test_a_blind_one_of_a_state_tells_its_focal_point_no_more_than_members(as_user):
    speaker = UserFactory.staff(Role.FOCAL_POINT)
    FocalPoint.objects.create(user=speaker, country_id="KE", office="Centre")
    opportunity = OpportunityFactory.submitted(
        institution="zq-ministry", institution_kind_id="ministry", is_blind=True, safeguards="zq-safeguards"
    )
    page = as_user(speaker).get(reverse("statement", args=[opportunity.key])).content.decode()
    assert opportunity.title in page
    assert "zq-" not in page


@pytest.mark.parametrize("take_down", [False, True])
def test_what_was_offered_goes_with_who_offered_it(take_down):
    opportunity, draft = OpportunityFactory.published(), OpportunityFactory()
    for author in (opportunity.author, draft.author):
        data_protection.erase(author, take_down=take_down)
    assert not Opportunity.objects.exists()
    assert not Entry.objects.filter(record=opportunity.key).exists()
