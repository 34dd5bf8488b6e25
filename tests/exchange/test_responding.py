"""How soon members usually answer: said kindly, of those who were addressed by three at least, to members only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.catalogue.audiences import Audience
from network.exchange import responding
from network.exchange.models import Answer, Responsiveness
from network.relay.models import Conversation, Writing
from tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=30)


def message(to, answered_after=None, at=LONG_AGO, by=None):
    """A first message to somebody, and their reply after so many days, if they replied."""
    by = by or UserFactory()
    begun = Conversation.objects.create(
        subject="x", begun_by=by, begun_with=to, profile_by="", profile_with="", begun_at=at
    )
    Writing.objects.create(conversation=begun, author=by, text="x", written_at=at)
    if answered_after is not None:
        Writing.objects.create(conversation=begun, author=to, text="x", written_at=at + timedelta(days=answered_after))


def answer(to, answered_after=None, at=LONG_AGO, end=""):
    """An answer to an offer of somebody, and their yes or no after so many days, if they said one."""
    moment = at + timedelta(days=answered_after) if answered_after is not None else None
    Answer.objects.create(
        author=to,
        member=UserFactory(),
        begun_at=at,
        member_yes_at=at,
        author_yes_at=None if end else moment,
        ended_at=(moment or NOW) if end else None,
        end=end,
        expires_at=at + Answer.OPEN_FOR,
    )


def band(user):
    responding.count(NOW)
    found = Responsiveness.objects.filter(user=user).first()
    return found.band if found else ""


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([1, 1, 1], "days"),
        ([1, 1], ""),
        ([6, 6, 6], "week"),
        ([1, 6, 6], "week"),
        ([9, 9, 9], ""),
        ([1, 1, None], "days"),
        ([1, None, None], ""),
        ([None, None, None], ""),
    ],
)
def test_a_band_needs_three_people_and_two_answers_of_three_in_time(days, said):
    user = UserFactory()
    for number in days:
        message(user, number)
    assert band(user) == said


def test_three_messages_of_one_person_are_not_three_people():
    user, by = UserFactory(), UserFactory()
    for _number in range(3):
        message(user, 1, by=by)
    assert band(user) == ""


def test_yes_and_no_to_answers_count_alike_and_what_ended_otherwise_does_not():
    user = UserFactory()
    answer(user, 1)
    answer(user, 2, end=Answer.End.DECLINED)
    answer(user, 2, end=Answer.End.STOPPED)
    assert band(user) == ""
    message(user, 1)
    assert band(user) == "days"
    answer(user, None, end=Answer.End.EXPIRED)
    answer(user, None, end=Answer.End.EXPIRED)
    assert band(user) == ""


def test_whoever_has_time_to_answer_is_not_counted_as_slow():
    user = UserFactory()
    for number in (1, 1, 1):
        message(user, number)
    for _number in range(9):
        message(user, at=NOW - timedelta(days=2))
    assert band(user) == "days"


def test_what_is_older_than_a_year_is_forgotten():
    user = UserFactory()
    for _number in range(3):
        message(user, 1, at=NOW - timedelta(days=400))
    assert band(user) == ""


def test_counting_takes_as_many_queries_for_many(django_assert_max_num_queries):
    for _person in range(3):
        user = UserFactory()
        for _number in range(3):
            message(user, 1)
    with django_assert_max_num_queries(6):
        responding.count(NOW)


def test_it_is_told_to_members_only_and_only_of_whom_members_see():
    profile = ProfileFactory.published()
    Responsiveness.objects.create(user=profile.user, band=Responsiveness.Band.WEEK)
    assert responding.usually_answers(profile.key, Audience.MEMBERS) == "Usually answers within a week"
    assert responding.usually_answers(profile.key, Audience.PUBLIC) == ""
    profile.hide()
    assert responding.usually_answers(profile.key, Audience.MEMBERS) == ""
