"""The page of a practice: its language, its contents, who contributed it, what is related, how it is passed on."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from experts.models import ListingMode
from network.accounts.models import Reading
from network.catalogue.audiences import Audience
from network.catalogue.related import PER_KIND
from network.relay.models import Conversation
from tests.factories import PracticeFactory, ProfileFactory
from tests.news.factories import EventFactory

PAST = {"starts_at": datetime(2020, 5, 10, 6, tzinfo=UTC), "ends_at": datetime(2020, 5, 10, 9, tzinfo=UTC)}
pytestmark = pytest.mark.django_db


def page_of(record, client, language="en"):
    """The page of `record` as text."""
    return client.get(record.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()


class TestLanguage:
    def test_a_text_is_set_in_the_direction_of_most_of_its_letters_whatever_it_begins_with(self, client):
        practice = PracticeFactory.published(
            original_language="ar",
            title="GIABA تدريب المحققين",
            approach="FIU ثم تدريب الموظفين",
            results="In English.",
        )
        page = page_of(practice, client)
        assert '<header class="record-header" lang="ar" dir="rtl">' in page
        assert '<div class="prose" lang="ar" dir="rtl"><p>FIU' in page
        assert '<div class="prose" lang="ar" dir="ltr"><p>In English.' in page

    def test_readers_of_another_language_are_told_in_which_it_is_written(self, client):
        practice = PracticeFactory.published(original_language="fr")
        assert "This text is in French" in page_of(practice, client)
        assert "French" not in page_of(PracticeFactory.published(), client)


def test_its_contents_lead_to_the_sections_that_are_there(client):
    page = page_of(PracticeFactory.published(lessons=""), client)
    assert '<a href="#approach">' in page and '<h2 id="approach">' in page
    assert "lessons" not in page


class TestContributor:
    @pytest.fixture
    def author(self):
        return ProfileFactory.published(given_name="Amina", listing_mode=ListingMode.NAMED).user

    def test_nobody_is_named_who_did_not_ask_for_it(self, client, as_user, author, member):
        practice = PracticeFactory.published(author=author)
        for reader in (client, as_user(member)):
            assert "Contributed by a member of the network" in page_of(practice, reader)

    def test_readers_see_of_the_contributor_what_the_profile_shows_them(self, client, as_user, author, member):
        practice = PracticeFactory.published(author=author, is_credited=True)
        assert "Amina" not in page_of(practice, client)
        assert author.profile.role_name in page_of(practice, client)
        assert "Amina" in page_of(practice, as_user(member))

    @pytest.mark.parametrize("act", ["hide the profile", "take the credit back"])
    def test_showing_less_takes_the_name_off_at_once(self, as_user, author, member, act):
        practice = PracticeFactory.published(author=author, is_credited=True)
        if act == "hide the profile":
            author.profile.hide()
        else:
            practice.is_credited = False
            practice.save()
            practice.touch()
        assert "Contributed by a member of the network" in page_of(practice, as_user(member))

    def test_the_name_appears_after_approval_only(self, client, author):
        practice = PracticeFactory.published(author=author)
        practice.is_credited = True
        practice.save()
        practice.touch()
        assert "Contributed by a member of the network" in page_of(practice, client)

    def test_a_member_asks_about_it_and_a_visitor_signs_in_first(self, client, as_user, author, member):
        practice = PracticeFactory.published(author=author, is_credited=True)
        sign_in = f"{reverse('account_login')}?next={practice.get_absolute_url()}"
        assert sign_in in page_of(practice, client)
        write = f"{author.profile.get_absolute_url()}write/?about={practice.key}"
        reader = as_user(member)
        assert write in page_of(practice, reader)
        form = reader.get(write).context["form"]
        assert form["subject"].value() == practice.title
        reader.post(write, {"subject": practice.title, "text": "How many mentors?"})
        assert Conversation.objects.get().begun_with == author

    def test_a_question_tells_no_title_that_the_reader_may_not_see(self, as_user, author, member):
        draft = PracticeFactory(author=author, title="Not for you")
        asked = as_user(member).get(f"{author.profile.get_absolute_url()}write/?about={draft.key}")
        assert asked.context["form"]["subject"].value() == ""
        assert "Not for you" not in asked.content.decode()

    def test_a_question_about_nothing_is_no_error(self, as_user, author, member):
        address = f"{author.profile.get_absolute_url()}write/"
        assert as_user(member).get(address, {"about": "\x00"}).status_code == 200


class TestRelated:
    def related(self, practice, client):
        return {
            kind.code: [entry.record for entry in entries]
            for kind, entries in client.get(practice.get_absolute_url()).context["related"]
        }

    def test_what_shares_most_topics_and_places_comes_first(self, client):
        practice = PracticeFactory.published(related__topics=["prisons", "ddr-screening"])
        far = PracticeFactory.published(related__topics=["prisons"], related__countries=["BR"])
        near = PracticeFactory.published(related__topics=["prisons", "ddr-screening"])
        PracticeFactory.published(related__topics=["aviation-security"])
        expert, event = ProfileFactory.published(), EventFactory.published(**PAST)
        found = self.related(practice, client)
        assert found["practice"] == [near.key, far.key]
        assert found["expert"] == [expert.key]
        assert event.key not in found.get("event", [])

    def test_only_what_the_reader_may_find_and_only_a_few(self, client, as_user, member):
        practice = PracticeFactory.published()
        for_members = PracticeFactory.published(reach=Audience.MEMBERS)
        hidden = ProfileFactory.published()
        hidden.hide()
        found = self.related(practice, client)
        assert "practice" not in found and hidden.key not in found.get("expert", [])
        assert self.related(practice, as_user(member))["practice"] == [for_members.key]
        for _number in range(PER_KIND + 1):
            PracticeFactory.published()
        assert len(self.related(practice, client)["practice"]) == PER_KIND

    def test_a_reader_whose_day_is_used_up_still_reads_the_practice(self, as_user, member, settings):
        settings.LISTED_A_DAY = 0
        practice = PracticeFactory.published()
        ProfileFactory.published()
        assert "expert" not in self.related(practice, as_user(member))
        assert Reading.objects.filter(sort=Reading.Sort.LISTED).exists()

    def test_queries_do_not_grow_with_what_is_related(self, client):
        practice = PracticeFactory.published()
        PracticeFactory.published()
        counts = []
        for _round in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get(practice.get_absolute_url())
            counts.append(len(queries))
            for _number in range(3):
                PracticeFactory.published()
        assert counts[1] <= counts[0]


class TestPassingOn:
    def test_what_everyone_may_read_is_cited_and_shared(self, client):
        practice = PracticeFactory.published()
        page = page_of(practice, client)
        assert practice.code in page.partition('class="citation"')[2].partition("</p>")[0]
        assert "https://wa.me/?text=" in page

    def test_members_content_and_people_are_not_shared_but_can_be_reported(self, as_user, member):
        reader = as_user(member)
        for record in (PracticeFactory.published(reach=Audience.MEMBERS), ProfileFactory.published()):
            page = page_of(record, reader)
            assert "wa.me" not in page
            assert f"?subject=content&amp;page={record.get_absolute_url()}" in page
