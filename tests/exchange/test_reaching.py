"""Whom offers and requests reach: by filters, alerts, suggestions, the newsletter, feeds and files."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.alerts import matching, news
from network.alerts.models import Hit, Run
from network.alerts.reasons import introduction
from network.catalogue.models import Entry
from network.exchange.closing import today
from network.exchange.models import Opportunity
from tests.alerts.factories import SubscriptionFactory
from tests.databases import shared_rows
from tests.factories import OpportunityFactory, ProfileFactory, a_moderator, topic

pytestmark = pytest.mark.django_db

LIST = "opportunity-list"


@pytest.fixture(scope="module", autouse=True)
def opportunities(django_db_setup, django_db_blocker):
    """A request from Mali for West Africa, an offer from Indonesia for Africa, one for everybody."""
    with shared_rows(django_db_blocker):
        OpportunityFactory.published(
            title="request",
            direction="request",
            related__countries=["ML"],
            related__for_countries=["ML", "SN"],
            related__modalities=["mentoring"],
            related__languages=["fr"],
            recipients=["state"],
        )
        OpportunityFactory.published(
            title="offer", related__countries=["ID"], related__for_regions=["africa"], related__topics=["prr"]
        )
        OpportunityFactory.published(title="for all", related__countries=["EC"], recipients=["individuals"])
        yield


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"direction": "request"}, {"request"}),
        ({"modality": "mentoring"}, {"request"}),
        ({"topic": "prr"}, {"offer"}),
        ({"region": "africa"}, {"request", "offer"}),
        ({"region": "asia-pacific"}, {"offer"}),
        ({"country": "ML"}, {"request"}),
        ({"for": "africa"}, {"request", "offer", "for all"}),
        ({"for": "lac"}, {"for all"}),
        ({"language": "fr"}, {"request"}),
        ({"recipient": "individuals"}, {"for all"}),
        ({"open": "closed"}, set()),
        ({"q": "Senegal"}, {"request"}),
        ({"q": "Western Africa"}, {"request"}),
        ({"direction": "request", "for": "lac"}, set()),
    ],
)
def test_it_is_found_by_what_it_is_for(client, asked, found):
    assert {entry.title for entry in client.get(reverse(LIST), asked).context["page"]} == found


def test_a_row_says_direction_places_and_closing_date(client):
    page = client.get(reverse(LIST)).content.decode()
    for note in ("Request", "Mali", "For Mali and Senegal", "For Africa", "Closing date: "):
        assert f"<bdi>{note}" in page


def test_a_row_says_by_the_clock_that_something_has_closed(client):
    def rows():
        page = client.get(reverse(LIST), {"open": ["open", "closed"]}).content.decode()
        return [row for row in page.split("<article")[1:] if ">Closed</span>" in row.partition("</article>")[0]]

    before = len(rows())
    entry = Entry.objects.filter(kind=Opportunity.KIND, ends_at__gt=timezone.now()).first()
    Entry.objects.filter(record=entry.record).update(ends_at=timezone.now())
    assert len(rows()) == before + 1


def test_files_feeds_and_search_engines_have_them(client):
    for name in ("opportunity-csv", "opportunity-json"):
        assert b"for all" in b"".join(client.get(reverse(name)))
    assert b"for all" in client.get("/feeds/en/opportunity.atom").content
    address = Entry.objects.filter(title="for all", language="en").first().address
    assert address in client.get("/sitemap-records.xml").content.decode()
    assert '"@type": "Offer"' in client.get(address).content.decode().replace('":"', '": "')


def learner(needs=(), knows=("education",)):
    """A member who wants to learn about `needs` and knows about `knows`, and asked for suggestions."""
    profile = ProfileFactory(related__topics=list(knows))
    profile.topics_needed.set([topic(slug) for slug in needs])
    profile.submit()
    profile.approve(a_moderator(), profile.edits)
    SubscriptionFactory.of_member(profile.user, search=None, purpose="introductions")
    return profile


def suggested_to(profile):
    hits = Hit.objects.filter(subscriber__user=profile.user, subscription__purpose="introductions")
    titles = dict(Entry.objects.filter(language="en").values_list("record", "title"))
    return {titles[hit.record]: introduction(hit.shared, "opportunity") for hit in hits if hit.record in titles}


class TestSuggestions:
    @pytest.mark.parametrize(
        ("direction", "needs", "knows", "reason"),
        [
            ("offer", ["gender"], ["education"], "Is about"),
            ("request", ["education"], ["gender"], "Asks for support on"),
            ("request", ["gender"], ["education"], None),
            ("offer", ["education"], ["gender"], None),
        ],
    )
    def test_an_offer_reaches_who_wants_to_learn_and_a_request_who_knows(self, direction, needs, knows, reason):
        profile = learner(needs, knows)
        matching.match_all()
        OpportunityFactory.published(title="fitting", direction=direction, related__topics=["gender"])
        matching.match_all()
        told = suggested_to(profile).get("fitting")
        assert (told or "").startswith(reason) if reason else told is None

    def test_what_is_closed_is_suggested_to_nobody(self):
        OpportunityFactory.published(title="closed one", related__topics=["gender"]).close()
        # To the database it is still the moment at which this test began.
        Entry.objects.filter(title="closed one").update(ends_at=timezone.now() - timedelta(days=1))
        profile = learner(["gender"])
        matching.match_all()
        assert "closed one" not in suggested_to(profile)


def test_who_follows_requests_for_a_region_hears_of_a_new_one():
    following = SubscriptionFactory(asks="kind=opportunity&direction=request&for=africa&open=open")
    elsewhere = SubscriptionFactory(asks="kind=opportunity&direction=request&for=lac")
    OpportunityFactory.published(direction="request", related__for_countries=["KE"])
    matching.match_all()
    assert {hit.subscription for hit in Hit.objects.all()} == {following}
    assert elsewhere.pk


def test_the_newsletter_has_what_is_new_and_still_open():
    day, at = timedelta(days=1), timezone.now()
    OpportunityFactory.published(title="closed already").close()
    OpportunityFactory.published(title="closing", closes_on=today() + timedelta(days=3))
    run = Run(kind="newsletter", frequency="weekly", period_start=at - day, period_end=at + day)
    groups = dict(news.groups(run, "en"))
    titles = [entry.title for entry in groups["New offers and requests"]]
    assert titles[0] == "closing"
    assert "closed already" not in titles
