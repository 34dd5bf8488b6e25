"""The reader's own page: what waits, what fits their profile, what they follow; nothing of anybody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.accounts.my_page import waiting_for
from network.moderation.models import Record
from network.relay.models import Conversation
from network.verification.models import FocalPoint
from tests.alerts.factories import SubscriptionFactory
from tests.factories import PracticeFactory, ProfileFactory, UserFactory, topic

pytestmark = pytest.mark.django_db


def texts(user):
    """The sentences about what waits for `user`."""
    return [str(item.text) for item in waiting_for(user)]


def page_of(client):
    """The page as text."""
    return client.get(reverse("dashboard")).content.decode()


class TestWaiting:
    def test_a_newcomer_is_led_to_the_profile(self):
        (item,) = waiting_for(UserFactory())
        assert item.address == reverse("profile")

    def test_a_profile_that_nobody_sees_says_so(self):
        draft, hidden, shown = ProfileFactory(), ProfileFactory.published(), ProfileFactory.published()
        hidden.hide()
        assert "submit" in texts(draft.user)[0]
        assert "hidden" in texts(hidden.user)[0]
        assert texts(shown.user) == []

    def test_requested_changes_lead_to_their_record(self, moderator, member):
        practice = PracticeFactory.submitted(author=member, title="Mentoring")
        practice.return_to_author(moderator, practice.edits, "Name the year.")
        (item,) = waiting_for(member)
        assert (item.text, item.address) == ("Change “Mentoring” as requested", practice.get_edit_url())

    def test_what_has_aged_waits_for_a_confirmation(self, member):
        practice = PracticeFactory.published(author=member, title="Mentoring")
        PracticeFactory.published(author=member)
        long_ago = timezone.now() - practice.FRESH_FOR - timedelta(days=1)
        Record.objects.filter(pk=practice.pk).update(confirmed_at=long_ago)
        assert texts(member) == ["Confirm that “Mentoring” is still correct"]

    def test_unread_messages_are_counted_until_they_are_read(self, member):
        other = ProfileFactory.published()
        conversation = Conversation.begin(
            by=other.user,
            profile_by=other.key,
            begun_with=member,
            profile_with=member.profile.key,
            subject="Hello",
            text="One",
        )
        conversation.write(other.user, "Two")
        assert texts(member) == ["Read 2 new messages"]
        assert texts(other.user) == []
        conversation.read_by(member)
        assert texts(member) == []

    def test_a_focal_point_hears_of_open_consultations(self):
        focal_point = UserFactory.staff("focal points")
        FocalPoint.objects.create(user=focal_point, country_id="KE", office="Example Office")
        PracticeFactory.submitted(lead_kind_id="police")
        PracticeFactory.submitted(lead_kind_id="police", related__countries=["BR"])
        assert "Respond for your country: 1 contribution is waiting" in texts(focal_point)


class TestSuggestions:
    @pytest.fixture
    def learner(self):
        """Somebody who wants to learn about prisons and knows about aviation."""
        profile = ProfileFactory(related__topics=["aviation-security"])
        profile.topics_needed.set([topic("prisons")])
        profile.submit()
        profile.approve(UserFactory.staff("moderators"), profile.edits)
        return profile.user

    def suggested(self, client):
        panels = client.get(reverse("dashboard")).context["panels"]
        found = [panel.context["found"] for panel in panels if "found" in panel.context]
        return [(entry.record, reason) for entry, reason in found[0]] if found else []

    def test_who_and_what_fits_is_shown_with_the_reason(self, as_user, learner):
        expert, practice = ProfileFactory.published(), PracticeFactory.published()
        PracticeFactory.published(related__topics=["maritime-security"])
        found = dict(self.suggested(as_user(learner)))
        assert found.keys() == {expert.key, practice.key}
        assert "which you want to learn about" in found[practice.key]

    def test_nothing_hidden_and_nothing_of_their_own_is_suggested(self, as_user, learner):
        hidden = ProfileFactory.published()
        hidden.hide()
        PracticeFactory.published(author=learner)
        assert self.suggested(as_user(learner)) == []

    def test_whoever_is_no_member_gets_none(self, as_user, learner):
        PracticeFactory.published()
        learner.is_member = False
        learner.save()
        assert self.suggested(as_user(learner)) == []

    def test_a_reader_whose_day_is_used_up_still_has_the_page(self, as_user, learner, settings):
        settings.LISTED_A_DAY = 0
        ProfileFactory.published()
        assert self.suggested(as_user(learner)) == []


def test_what_one_follows_stands_there_and_what_others_follow_does_not(as_user, member):
    own = SubscriptionFactory.of_member(member)
    other = SubscriptionFactory.of_member(ProfileFactory.published().user)
    page = page_of(as_user(member))
    assert reverse("my-alert", args=[own.key]) in page
    assert reverse("my-alert", args=[other.key]) not in page
