"""Where practices travelled: on pages, in lists, in search and by mail, and for no more readers than the practice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from network.alerts import planning, sending
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from practices.travels import adopted_from, adopted_into, adoptions_of
from tests.alerts.factories import SubscriptionFactory
from tests.factories import AdoptionFactory, PracticeFactory, a_moderator
from tests.sweep import client_of

pytestmark = pytest.mark.django_db

NOTE = "adopted in 1 country"


def entry(record, audience=Audience.PUBLIC):
    """What an audience finds of `record`."""
    return Entry.objects.shown_of(record.key, audience)


class TestPages:
    def test_the_page_of_a_practice_lists_its_adoptions_and_shows_them_on_the_grid(self, client):
        practice = PracticeFactory.published()
        assert "No adoption of this practice" in client.get(practice.get_absolute_url()).content.decode()
        adoption = AdoptionFactory.published(adopted_practice=practice, country_id="UG")
        page = client.get(practice.get_absolute_url()).content.decode()
        assert adoption.get_absolute_url() in page
        for text in ("since 2019", "Works partly", "Uganda: adopted here", "Kenya: country of origin"):
            assert text in page

    def test_members_report_and_everyone_may_follow(self, client, member):
        practice = PracticeFactory.published()
        report = f"{reverse('adoption-new')}?practice={practice.key}"
        follow = f"{reverse('subscribe')}?practice={practice.key}"
        for reader, may_report in ((None, False), (member, True)):
            page = client_of(reader).get(practice.get_absolute_url()).content.decode()
            assert (report in page) == may_report
            assert follow in page
        assert practice.title in client.get(follow).content.decode()

    def test_rows_tell_in_how_many_countries_and_lists_are_filtered_by_it(self, client):
        adopted, other = PracticeFactory.published(), PracticeFactory.published()
        for country in ("UG", "GH"):
            AdoptionFactory.published(adopted_practice=adopted, country_id=country)
        assert "adopted in 2 countries" in entry(adopted).notes
        listed = client.get(reverse("practice-list"), {"adopted": "yes"}).content.decode()
        assert adopted.get_absolute_url() in listed
        assert other.get_absolute_url() not in listed
        found = client.get(reverse("search"), {"q": "Ghana"}).content.decode()
        assert adopted.get_absolute_url() in found

    def test_a_page_costs_the_same_with_many_adoptions(self, client, django_assert_num_queries):
        practice = PracticeFactory.published()
        AdoptionFactory.published(adopted_practice=practice)
        with django_assert_num_queries(1):
            list(adoptions_of(practice.key, Audience.PUBLIC))
        for country in ("GH", "NG"):
            AdoptionFactory.published(adopted_practice=practice, country_id=country)
        for question in (
            lambda: adoptions_of(practice.key, Audience.PUBLIC),
            lambda: adopted_into("GH", Audience.PUBLIC),
            lambda: adopted_from("KE", Audience.PUBLIC),
        ):
            with django_assert_num_queries(1):
                assert list(question())

    def test_what_came_to_a_country_and_what_went(self):
        AdoptionFactory.published(country_id="UG")
        AdoptionFactory.published(country_id="KE", institution="Another service")
        assert [found.country for found in map(_countries, adopted_into("UG", Audience.PUBLIC))] == ["UG"]
        assert [found.country for found in map(_countries, adopted_from("KE", Audience.PUBLIC))] == ["UG"]
        assert not adopted_from("UG", Audience.PUBLIC)

    def test_the_page_of_a_country_shows_what_came_and_what_went(self, client):
        adoption = AdoptionFactory.published(country_id="UG")
        for country in ("UG", "KE"):
            page = client.get(reverse("country", args=[country])).content.decode()
            assert adoption.get_absolute_url() in page
            assert ("adopted elsewhere" in page) == (country == "KE")


class _countries:
    def __init__(self, found):
        (self.country,) = [key[8:] for key in found.facets if key.startswith("country:")]


class TestAudience:
    def test_an_adoption_is_seen_by_those_only_who_see_its_practice(self, client, member):
        adoption = AdoptionFactory.published(adopted_practice=PracticeFactory.published(reach=Audience.MEMBERS))
        assert entry(adoption) is None
        assert entry(adoption, Audience.MEMBERS) is not None
        assert client.get(adoption.get_absolute_url()).status_code == 404
        assert client_of(member).get(adoption.get_absolute_url()).status_code == 200

    def test_it_follows_a_practice_that_is_narrowed_withdrawn_suspended_and_brought_back(self, client, moderator):
        adoption = AdoptionFactory.published()
        practice = adoption.adopted_practice

        def is_public():
            shown = client.get(adoption.get_absolute_url()).status_code == 200
            assert (entry(adoption) is not None) == shown
            return shown

        assert is_public()
        practice.reach = Audience.MEMBERS
        practice.touch()
        assert not is_public()
        practice.reach = Audience.PUBLIC
        practice.touch()
        assert is_public()
        practice.suspend(moderator, "It names people.")
        assert not is_public()
        practice.drop_proposal(moderator)
        assert is_public()
        assert NOTE in entry(practice).notes
        practice.withdraw(practice.author, "It ended.")
        assert not is_public()
        practice.submit()
        practice.approve(a_moderator(), practice.edits)
        assert is_public()
        assert NOTE in entry(practice).notes

    @pytest.mark.parametrize(
        "end",
        [
            lambda adoption, moderator: adoption.withdraw(adoption.author, "It ended."),
            lambda adoption, moderator: adoption.suspend(moderator, "It names people."),
        ],
        ids=["withdrawn", "suspended"],
    )
    def test_the_practice_says_nothing_of_an_adoption_that_is_gone(self, client, moderator, end):
        adoption = AdoptionFactory.published()
        practice = adoption.adopted_practice
        assert NOTE in entry(practice).notes
        end(adoption, moderator)
        assert NOTE not in entry(practice).notes
        assert "adopted:yes" not in entry(practice).facets
        assert adoption.get_absolute_url() not in client.get(practice.get_absolute_url()).content.decode()

    def test_an_adoption_follows_the_title_of_its_practice(self):
        adoption = AdoptionFactory.published()
        practice = adoption.adopted_practice
        practice.title = "Another title"
        practice.touch()
        practice.submit()
        practice.approve(a_moderator(), practice.edits)
        assert "Another title" in entry(adoption).title


class TestFollowers:
    def test_followers_of_a_practice_hear_of_its_adoptions_and_of_no_others(self):
        practice, other = PracticeFactory.published(), PracticeFactory.published()
        SubscriptionFactory(asks=f"practice={practice.key}", frequency="at-once", confirmed_at=timezone.now())
        AdoptionFactory.published(adopted_practice=other, country_id="GH")
        AdoptionFactory.published(adopted_practice=practice, country_id="UG")
        planning.plan_all(timezone.now() + timedelta(minutes=10))
        sending.send(seconds=10)
        (letter,) = [letter for letter in mail.outbox if "Uganda" in letter.body]
        assert "Ghana" not in letter.body

    def test_a_practice_for_members_looks_like_none_to_whoever_would_follow_it(self, client, member):
        practice = PracticeFactory.published(reach=Audience.MEMBERS)
        for key in (practice.key, "no-such-key"):
            assert client.get(reverse("subscribe"), {"practice": key}).context["followed"] == ""
        assert "subscribe/?practice" not in client_of(member).get(practice.get_absolute_url()).content.decode()
