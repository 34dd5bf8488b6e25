"""What fits an offer or a request is ranked, says why, and tells nobody more than the entries that they see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from experts.models import ListingMode, Profile
from network.accounts.models import Reading
from network.catalogue.audiences import Audience
from network.exchange import answering
from network.exchange.models import Opportunity
from tests.factories import CentreFactory, OpportunityFactory, PracticeFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def request_of(author, **given):
    return OpportunityFactory.published(
        author=author,
        direction="request",
        is_blind=True,
        related__modalities=["mentoring"],
        related__languages=["en"],
        related__topics=["prisons", "prosecution-adjudication"],
        **given,
    )


def matches_on(client, opportunity):
    """By code of a kind: titles and reasons, as the page of `opportunity` shows them."""
    context = client.get(opportunity.get_absolute_url()).context
    return {kind.code: [(found.entry.title, found.reason) for found in matches] for kind, matches in context["matches"]}


@pytest.fixture
def author():
    return ProfileFactory.published().user


@pytest.fixture
def as_author(client, author):
    client.force_login(author)
    return client


def test_topics_count_most_then_forms_of_cooperation_then_languages_and_the_reason_says_so(as_author, author):
    for name, given in {
        "Languages": {"related__offers": [], "related__languages": ["en"]},
        "Nothing": {"related__offers": [], "related__languages": ["fr"]},
        "Topics": {
            "related__topics": ["prisons", "prosecution-adjudication"],
            "related__offers": [],
            "related__languages": ["fr"],
        },
        "Forms": {"related__offers": ["mentoring"], "related__languages": ["fr"]},
    }.items():
        ProfileFactory.published(given_name=name, family_name="Zq", **given)
    found = matches_on(as_author, request_of(author))[Profile.KIND]
    assert [title for title, _reason in found] == ["Topics Zq", "Forms Zq", "Languages Zq", "Nothing Zq"]
    assert [reason.partition("; in common: ")[2] for _title, reason in found] == ["", "Mentoring.", "English.", ""]
    assert all(reason.startswith("Works on ") for _title, reason in found)


def test_an_offer_meets_requests_and_a_request_meets_offers(client):
    offer = OpportunityFactory.published(related__modalities=["mentoring"], related__for_regions=["africa"])
    request = request_of(ProfileFactory.published().user)
    ((title, reason),) = matches_on(client, offer)[Opportunity.KIND]
    assert title == request.title
    assert {"Mentoring", "English", "Africa"} <= set(
        reason.partition("; in common: ")[2].rstrip(".").replace(" and ", ", ").split(", ")
    )
    assert [title for title, _reason in matches_on(client, request)[Opportunity.KIND]] == [offer.title]


def test_only_authors_are_shown_experts_and_may_invite_them_while_it_is_open(client, author):
    member, opportunity = ProfileFactory.published().user, request_of(author)
    CentreFactory.published()
    PracticeFactory.published()
    everyone = {"centre", "practice"}
    assert matches_on(client, opportunity).keys() == everyone
    client.force_login(member)
    assert matches_on(client, opportunity).keys() == everyone
    client.force_login(author)
    invite = reverse("opportunity-ask", args=[opportunity.key, member.profile.key])
    assert matches_on(client, opportunity).keys() == {*everyone, Profile.KIND}
    assert invite in client.get(opportunity.get_absolute_url()).text
    opportunity.close()
    assert matches_on(client, opportunity).keys() == everyone


def test_whom_the_author_invited_is_not_offered_to_be_invited_again(client, author):
    member, opportunity = ProfileFactory.published().user, request_of(author)
    client.force_login(author)
    invite = reverse("opportunity-ask", args=[opportunity.key, member.profile.key])
    asked = answering.ask(opportunity, member.profile.key)
    invitation = reverse("answer", args=[asked.key])
    for address in (opportunity.get_absolute_url(), reverse("dashboard")):
        page = client.get(address).text
        assert (invite in page, invitation in page) == (False, True)
    assert client.get(invite).url == invitation


def test_who_answered_without_a_name_is_not_given_away_by_a_missing_invitation(client, author):
    member, opportunity = ProfileFactory.published().user, request_of(author)
    client.force_login(author)
    page = client.get(opportunity.get_absolute_url()).text
    answering.answer(opportunity, member, reason="I can help.")
    invite = reverse("opportunity-ask", args=[opportunity.key, member.profile.key])
    assert invite in page
    assert invite in client.get(opportunity.get_absolute_url()).text
    assert client.get(invite).status_code == 200


def test_what_is_hidden_is_neither_listed_nor_a_reason(as_author, author):
    by_role = ProfileFactory.published(
        listing_mode=ListingMode.ROLE_ONLY,
        role_name="Zqrole",
        given_name="zqname",
        audiences={"offers": Audience.STAFF},
    )
    ProfileFactory.published(given_name="zqhidden").hide()
    opportunity = request_of(author)
    ((title, reason),) = matches_on(as_author, opportunity)[Profile.KIND]
    assert title == by_role.role_name
    assert "Mentoring" not in reason
    page = as_author.get(opportunity.get_absolute_url()).text
    assert "zqname" not in page
    assert "zqhidden" not in page


def test_own_closed_and_withdrawn_ones_are_left_out(as_author, author):
    opportunity = request_of(author)
    OpportunityFactory.published(author=author)
    OpportunityFactory.published().close()
    withdrawn = OpportunityFactory.published()
    withdrawn.withdraw(withdrawn.author, "x")
    assert matches_on(as_author, opportunity) == {}


def test_visitors_are_shown_what_is_public(client):
    opportunity = OpportunityFactory.published()
    PracticeFactory.published(reach=Audience.MEMBERS)
    assert matches_on(client, opportunity) == {}


def test_whose_a_blind_one_is_does_not_show_by_what_is_left_out(client, author):
    opportunity, practice = request_of(author), PracticeFactory.published(author=author)
    assert [title for title, _reason in matches_on(client, opportunity)["practice"]] == [practice.title]


def test_experts_count_against_the_day_of_their_reader(as_author, author, settings):
    ProfileFactory.published()
    opportunity = request_of(author)
    assert matches_on(as_author, opportunity).keys() == {Profile.KIND}
    assert len(Reading.objects.get(reader=author, sort=Reading.Sort.LISTED).shown) == 1
    settings.LISTED_A_DAY = 0
    assert matches_on(as_author, opportunity) == {}


def test_the_own_page_shows_the_same_and_costs_the_same_with_many(as_author, author):
    def read():
        with CaptureQueriesContext(connection) as queries:
            page = as_author.get(reverse("dashboard"))
        return len(queries), next(panel for panel in page.context["panels"] if "own_matches" in panel.template)

    member = ProfileFactory.published()
    first = request_of(author)
    read()
    few, panel = read()
    ((entry, ((kind, (match,)),)),) = panel.context["found"]
    assert (entry.record, kind.code, match.entry.record) == (first.key, Profile.KIND, member.key)
    for _number in range(4):
        ProfileFactory.published()
        request_of(author)
    many, panel = read()
    assert many == few
    assert len(panel.context["found"]) == 3


def test_a_page_costs_the_same_with_many_matches_and_shows_five_of_a_kind(client):
    opportunity = OpportunityFactory.published()

    def read():
        with CaptureQueriesContext(connection) as queries:
            found = matches_on(client, opportunity)
        return len(queries), found

    PracticeFactory.published()
    read()
    few, _found = read()
    for _number in range(5):
        PracticeFactory.published()
    many, found = read()
    assert many == few
    assert len(found["practice"]) == 5
