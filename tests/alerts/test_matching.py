"""Who is told of what: stored searches against announcements, and experts against each other."""

import random

import pytest
from django.db import IntegrityError, connection
from django.http import QueryDict
from django.utils import timezone, translation

from network.alerts import matching, searches, subscribing
from network.alerts.models import Hit, Interest, Introduction, Matching, StoredSearch, Subscription
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement, Entry
from network.catalogue.query import Query
from tests.alerts import bench
from tests.alerts.factories import SubscriptionFactory, search
from tests.factories import OpportunityFactory, PracticeFactory, ProfileFactory, UserFactory, a_moderator, topic
from tests.news.factories import EventFactory, PublicationFactory

pytestmark = pytest.mark.django_db

WORDS = [
    "prison",
    "release*",
    "county mentors",
    '"after-care"',
    "prison or bank",
    "county -prison",
    "the of",
    "сопровождение",
    "aftercare",
    "-prison",
    "-prison or county",
    "GOV/county mentors",
    "who",
    "after care or 监狱",
]
CODES = {
    "kind": ["practice", "event", "publication", "expert", "opportunity", "no-such-kind"],
    "pillar": ["1", "2", "4"],
    "topic": ["prisons", "victims-rights-support", "youth-engagement"],
    "region": ["africa", "asia-pacific"],
    "country": ["KE", "UG", "ID"],
    "language": ["en", "fr"],
    "modality": ["mentoring", "study-visit"],
    "institution": ["academia", "prison-service"],
    "need": ["prisons"],
    "when": ["upcoming", "past"],
    "open": ["open", "soon", "closed"],
    "direction": ["offer", "request"],
    "for": ["africa"],
}


def publish_something():
    """One of each kind, with differing facets."""
    PracticeFactory.published(related__countries=["KE"], title="After-care in a county")
    EventFactory.published()
    PublicationFactory.published(related__languages=["fr"])
    OpportunityFactory.published(direction="request")
    profile = ProfileFactory(related__offers=["study-visit"])
    profile.topics_needed.set([topic("prisons")])
    profile.submit()
    profile.approve(a_moderator(), profile.edits)


def random_query(chance):
    dimensions = chance.sample(list(CODES), chance.choice([0, 1, 1, 2, 2, 3]))
    parameters = QueryDict(mutable=True)
    for dimension in dimensions:
        parameters.setlist(
            dimension, chance.sample(CODES[dimension], chance.choice([1, 1, 2][: len(CODES[dimension])]))
        )
    if not dimensions or chance.random() < 0.3:
        parameters["q"] = chance.choice(WORDS)
    return Query.parse(parameters)


def test_matching_finds_exactly_what_searching_finds():
    """The oracle: each stored search, asked of the index as its follower would, finds the same records."""
    chance = random.Random(7)  # noqa: S311 - the same queries each time
    for number, query in enumerate({random_query(chance) for _number in range(150)}):
        stored = searches.store(query, chance.choice(["en", "fr", "ru"]))
        if number % 2:
            SubscriptionFactory(search=stored)
        else:
            SubscriptionFactory.of_member(UserFactory(is_member=True), search=stored)
    publish_something()
    matching.match_all()
    expected = set()
    for subscription in Subscription.objects.select_related("search", "subscriber__user"):
        language = subscription.search.language
        with translation.override(language):
            entries = Entry.objects.filter(audience=subscription.subscriber.audience, language=language)
            found = subscription.search.question.matching(entries).values_list("record", flat=True)
            expected |= {(subscription.pk, record) for record in found}
    assert set(Hit.objects.values_list("subscription", "record")) == expected
    assert len({record for _subscription, record in expected}) == 5, "every kind was found by some query"


def test_equal_questions_share_one_stored_search():
    assert search("topic=prisons&kind=practice") == search("kind=practice&topic=prisons&utm=x")
    assert search("q=prison") != search("q=prison", language="fr"), "words are of a language"
    assert StoredSearch.objects.count() == 3


@pytest.mark.parametrize(
    ("asks", "can_fire"),
    [
        ("topic=prisons", True),
        ("topic=no-such-topic", False),
        ("topic=no-such-topic&topic=prisons", True),
        ("q=the+of", False),
        ("kind=article&need=prisons", False),
        ("kind=event&when=upcoming", True),
        ("kind=practice&when=upcoming", False),
    ],
)
def test_a_search_that_can_never_match_is_known(asks, can_fire):
    assert search(asks).can_fire is can_fire


def test_an_announcement_is_matched_once():
    SubscriptionFactory()
    PracticeFactory.published()
    assert matching.match_all() == 1
    assert matching.match_all() == 0
    assert matching.match(Announcement.objects.get()) == 0
    assert Hit.objects.count() == Matching.objects.get().hits == 1


def test_make_bench_asks_what_matching_asks():
    SubscriptionFactory()
    PracticeFactory.published()
    milliseconds, _scan = bench.explained(Announcement.objects.get())
    assert milliseconds > 0
    assert not Hit.objects.exists()


@pytest.mark.parametrize("error", [IntegrityError("another constraint"), ValueError("anything")])
def test_an_announcement_that_cannot_be_matched_holds_up_no_other_and_waits(monkeypatch, error):
    SubscriptionFactory()
    bad, good = PracticeFactory.published(), PracticeFactory.published()
    introduce = matching.introduce

    def fail(announcement):
        if announcement.record == bad.key:
            raise error
        return introduce(announcement)

    monkeypatch.setattr(matching, "introduce", fail)
    assert matching.match_all() == 1
    assert Hit.objects.get().record == good.key
    monkeypatch.undo()
    assert matching.match_all() == 1
    assert Hit.objects.filter(record=bad.key).count() == 1


def test_members_are_told_of_what_only_members_see_and_others_are_not():
    member = ProfileFactory.published().user
    for subscription in (
        SubscriptionFactory(asks="kind=practice"),
        SubscriptionFactory.of_member(member, asks="kind=practice"),
    ):
        assert subscription.is_running
    PracticeFactory.published(reach=Audience.MEMBERS)
    matching.match_all()
    assert Hit.objects.get().subscriber.user == member


def test_nobody_is_told_of_what_they_wrote_themselves():
    author = ProfileFactory.published().user
    SubscriptionFactory.of_member(author, asks="kind=practice")
    PracticeFactory.published(author=author)
    matching.match_all()
    assert not Hit.objects.exists()


def test_those_who_stopped_ended_or_never_confirmed_are_not_told():
    SubscriptionFactory(subscriber__stopped_at=timezone.now())
    SubscriptionFactory(ended_at=timezone.now())
    SubscriptionFactory(confirmed_at=None)
    PracticeFactory.published()
    matching.match_all()
    assert not Hit.objects.exists()


def test_a_misprint_is_not_news_and_a_new_country_is():
    SubscriptionFactory()
    practice = PracticeFactory.published(approach="Mentors met them every week. " * 20)
    matching.match_all()
    change(practice, lambda: setattr(practice, "approach", practice.approach.replace("week", "month", 1)))
    assert Hit.objects.count() == 1
    change(practice, lambda: practice.countries.add("UG"))
    assert Hit.objects.count() == 2


def change(record, edit):
    edit()
    record.touch()
    record.submit()
    record.approve(a_moderator(), record.edits)
    matching.match_all()


class TestIntroductions:
    def needing(self, *needs, follows=True, **fields):
        """A published expert who looks for experience with `needs`."""
        profile = ProfileFactory(related__topics=["youth-engagement"], **fields)
        profile.topics_needed.set([topic(slug) for slug in needs])
        profile.submit()
        profile.approve(a_moderator(), profile.edits)
        if follows:
            subscribing.follow(profile.user, purpose="introductions", frequency="daily")
        return profile

    def told(self, profile):
        return {hit.record: hit for hit in Hit.objects.filter(subscriber__user=profile.user)}

    def test_both_sides_are_told_with_what_they_share(self):
        seeker = self.needing("prisons")
        expert = ProfileFactory.published()
        subscribing.follow(expert.user, purpose="introductions", frequency="daily")
        matching.match_all()
        assert "topic:prisons" in self.told(seeker)[expert.key].shared
        assert "need:prisons" in self.told(expert)[seeker.key].shared
        assert {"language:en", "region:africa", "pillar:2"} <= set(self.told(seeker)[expert.key].shared)

    def test_practices_and_coming_events_fit_too_and_past_ones_do_not(self):
        seeker = self.needing("prisons")
        practice, event = PracticeFactory.published(), EventFactory.published()
        EventFactory.published(starts_at="2020-05-10T06:00Z", ends_at="2020-05-10T07:00Z")
        matching.match_all()
        assert self.told(seeker).keys() == {practice.key, event.key}

    def test_a_pair_is_never_introduced_twice_for_the_same_reason(self):
        seeker = self.needing("prisons")
        expert = ProfileFactory.published()
        matching.match_all()
        change(expert, lambda: setattr(expert, "headline", "Something else entirely"))
        assert Hit.objects.filter(subscriber__user=seeker.user).count() == 1
        change(seeker, lambda: seeker.topics_needed.add(topic("victims-rights-support")))
        assert Introduction.objects.filter(subscriber__user=seeker.user).count() == 1

    def test_a_need_that_only_staff_may_see_is_not_told_to_the_other_side(self):
        seeker = self.needing("prisons", audiences={"topics_needed": Audience.STAFF.value})
        expert = ProfileFactory.published()
        subscribing.follow(expert.user, purpose="introductions", frequency="daily")
        matching.match_all()
        assert self.told(expert) == {}
        assert expert.key in self.told(seeker), "one's own hidden need still finds help"

    def test_a_hidden_expert_is_introduced_to_nobody(self):
        seeker = self.needing("prisons")
        ProfileFactory.published(listing_mode="hidden")
        matching.match_all()
        assert self.told(seeker) == {}

    def test_the_best_of_what_is_there_comes_first_and_not_all_of_it(self):
        for _number in range(matching.MOST_INTRODUCTIONS + 3):
            PracticeFactory.published()
        matching.match_all()
        seeker = self.needing("prisons")
        assert len(self.told(seeker)) == matching.MOST_INTRODUCTIONS

    def test_what_an_author_contributed_is_part_of_what_they_know(self):
        author = self.needing("youth-engagement")
        PracticeFactory.published(author=author.user, related__topics=["prisons"])
        assert "need:prisons" in Interest.objects.get(record=author.key).keys

    def test_a_withdrawn_profile_looks_for_nothing(self):
        seeker = self.needing("prisons")
        seeker.withdraw(a_moderator(), "Asked for it")
        assert not Interest.objects.exists()


def test_matching_may_take_longer_than_a_page_may(monkeypatch):
    PracticeFactory.published()
    slow = (
        "WITH wait AS (SELECT pg_sleep(0.3)) SELECT 1 FROM wait WHERE %(announcement)s > 0 AND %(author)s IS NOT NULL"
    )
    monkeypatch.setattr(matching, "SEARCHES", slow)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '100ms'")
    assert matching.match_all() == 1
