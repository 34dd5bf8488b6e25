"""Authors learn how often their records are read, and nobody learns who reads."""

from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from network.accounts.roles import Role
from network.alerts.models import Hit
from network.catalogue.models import Announcement, Favourite
from network.moderation import openings, tasks
from network.moderation.models import Opening
from tests.alerts.factories import SubscriptionFactory
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.sweep import client_of

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()
LAST_MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
BROWSER = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "User-Agent": "Mozilla/5.0 (Android 14)"}
# What is asked otherwise than by a reader who goes to the page: headers instead of, or beside, those of a browser.
NO_READERS = {
    "a program": {"Sec-Fetch-Mode": "", "Sec-Fetch-Dest": ""},
    "a script of a page": {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
    "a robot": {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
    "a browser in advance": {"Sec-Purpose": "prefetch;prerender"},
    "an older browser in advance": {"X-Moz": "prefetch"},
}


@pytest.fixture
def open_page(client, django_capture_on_commit_callbacks):
    """Open the page of a record as a browser does, signed in or not, and return the answer."""

    def get(record, reader=None, method="get", **headers):
        if reader:
            client.force_login(reader)
        with django_capture_on_commit_callbacks(execute=True):
            answer = getattr(client, method)(record.get_absolute_url(), headers=BROWSER | headers)
        client.logout()
        return answer

    return get


@pytest.fixture
def told():
    """What the author of a record reads on their page."""
    return lambda record: client_of(record.author).get(reverse("dashboard")).content.decode()


def times():
    return sum(Opening.objects.values_list("times", flat=True))


def opened(record, times, month=LAST_MONTH, on_day=0):
    Opening.objects.create(record=record.record_ptr, month=month, times=times, day=month, times_on_day=on_day)


def test_each_reader_who_goes_to_a_page_counts_whoever_they_are(open_page, member):
    practice = PracticeFactory.published()
    for reader in (None, None, member, UserFactory()):
        assert open_page(practice, reader).status_code == 200
    assert times() == 4
    assert {field.name for field in Opening._meta.get_fields()} == {
        "id", "record", "month", "times", "day", "times_on_day",
    }, "Nothing is kept of who read."  # fmt: skip


def test_authors_staff_and_programs_do_not_count(open_page, client):
    practice = PracticeFactory.published()
    open_page(practice, practice.author)
    open_page(practice, UserFactory.staff(Role.EDITOR))
    open_page(practice, method="head")
    for headers in NO_READERS.values():
        open_page(practice, **headers)
    assert times() == 0
    etag = open_page(practice).headers["ETag"]
    assert open_page(practice, **{"If-None-Match": etag}).status_code == 304
    assert times() == 1


def test_what_is_hidden_is_not_counted(open_page):
    profile = ProfileFactory.published()
    profile.hide()
    assert open_page(profile).status_code == 404
    assert times() == 0


def test_a_page_is_read_where_nothing_can_be_counted(open_page, monkeypatch, lines):
    practice = PracticeFactory.published()
    monkeypatch.setattr(openings, "connection", Mock(**{"cursor.side_effect": DatabaseError(practice.key)}))
    assert open_page(practice).status_code == 200
    assert [line for line in lines if "not counted" in line and practice.key not in line]


def test_today_is_told_tomorrow(open_page, told):
    practice = PracticeFactory.published()
    for _number in range(5):
        open_page(practice)
    assert "times since" not in told(practice)
    Opening.objects.update(day=TODAY - timedelta(days=1))
    assert "Read 5 times since" in told(practice)
    open_page(practice)
    assert "Read 5 times since" in told(practice)
    assert times() == 6


@pytest.mark.parametrize(
    ("earlier", "last_month", "sentence"),
    [
        (0, 2, "Read fewer than 3 times since {since}."),
        (0, 3, "Read 3 times since {since}, 3 of them last month."),
        (22, 12, "Read 34 times since {since}, 12 of them last month."),
        # Neither the part nor what is left of the whole is small.
        (22, 2, "Read 24 times since {since}."),
        (2, 12, "Read 14 times since {since}."),
    ],
)
def test_small_numbers_are_not_told_and_do_not_follow_from_others(told, earlier, last_month, sentence):
    profile = ProfileFactory.published()
    before = date(LAST_MONTH.year - 1, 3, 1)
    if earlier:
        opened(profile, earlier, before)
    opened(profile, last_month)
    since = before if earlier else LAST_MONTH
    assert sentence.format(since=f"{since.day} {since:%B %Y}") in told(profile)


def test_nobody_else_is_told(told, as_user):
    practice = PracticeFactory.published()
    opened(practice, 34)
    assert "Read 34 times" not in as_user(UserFactory()).get(practice.get_absolute_url()).content.decode()
    assert "Read 34 times" not in told(PracticeFactory.published())


def test_authors_learn_how_many_saved_and_follow_what_is_about_no_person(told):
    practice, profile = PracticeFactory.published(), ProfileFactory.published()
    for record in (practice, profile):
        announcement = Announcement.objects.filter(record=record.key).latest("pk")
        for _number in range(3):
            Favourite.objects.create(user=UserFactory(), record=record.key)
            follows = SubscriptionFactory()
            Hit.objects.create(
                subscription=follows, subscriber=follows.subscriber, announcement=announcement, record=record.key,
                at=announcement.at,
            )  # fmt: skip
    assert "Saved by 3 readers. Found by searches that 3 people follow." in told(practice)
    assert "Saved by" not in told(profile)
    Favourite.objects.filter(record=practice.key).first().delete()
    Hit.objects.filter(record=practice.key).first().delete()
    assert "Saved by" not in told(practice)
    assert "people follow" not in told(practice)


def test_counting_is_one_statement(django_assert_num_queries):
    practice = PracticeFactory.published()
    with django_assert_num_queries(1):
        openings._count(practice.key, None)


def test_numbers_are_forgotten_after_three_years():
    practice = PracticeFactory.published()
    opened(practice, 34)
    opened(practice, 34, date(TODAY.year - 4, 1, 1))
    tasks.delete_expired()
    assert times() == 34
