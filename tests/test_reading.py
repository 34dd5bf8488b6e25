"""Nobody carries the directory away: what one reader is shown of people is counted where it is handed out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from network.accounts import reading, retention
from network.accounts.models import Look, Reading
from network.accounts.reading import Spent
from network.catalogue.audiences import Audience
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.files.kept import cv_of, profile_with
from tests.letters import deliver
from tests.sessions import with_second_factor

pytestmark = pytest.mark.django_db

SHARED = {"cv": Audience.MEMBERS.value, "contact": Audience.MEMBERS.value}


@pytest.fixture(autouse=True)
def _three_a_day(settings):
    settings.LISTED_A_DAY = settings.PROFILES_A_DAY = settings.CONTACTS_A_DAY = settings.REVIEWS_A_DAY = 3
    settings.ADMINS = [("", "security@example.org")]


@pytest.fixture
def reader(as_user, member):
    return with_second_factor(as_user(member))


def pages_of_profiles():
    return [ProfileFactory.published().get_absolute_url() for _time in range(4)]


def contact_pages():
    profiles = [ProfileFactory.published(contact="zq", audiences=SHARED) for _time in range(4)]
    return [reverse("expert-contact", args=[profile.slug]) for profile in profiles]


def cvs_and_contact_pages():
    profiles = [profile_with(contact="zq", audiences=SHARED) for _time in range(4)]
    return [cv_of(profile) for profile in profiles[:2]] + [
        reverse("expert-contact", args=[profile.slug]) for profile in profiles[2:]
    ]


def lists_of_experts():
    for language in ("en", "fr", "ar"):
        ProfileFactory.published(related__languages=[language])
    return [f"{reverse('expert-list')}?language={language}" for language in ("en", "fr", "ar")]


def searches():
    for word in ("alpha", "beta", "gamma", "delta"):
        ProfileFactory.published(headline=word)
    return [f"{reverse('search')}?q={word}" for word in ("alpha", "beta", "gamma", "delta")]


def previews_by(moderator):
    return [reverse("preview", args=[PracticeFactory.submitted().key, "members"]) for _time in range(4)]


def statuses(client, addresses):
    return [client.get(address).status_code for address in addresses]


@pytest.mark.parametrize(
    "addresses", [pages_of_profiles, contact_pages, cvs_and_contact_pages, lists_of_experts, searches]
)
def test_a_member_who_collects_is_stopped_and_staff_are_told_once(reader, member, addresses):
    *first, last = addresses()
    assert statuses(reader, first) == [200] * len(first)
    refused = reader.get(last)
    assert refused.status_code == 429
    assert b"<h1" in refused.content
    assert reader.get(last).status_code == 429
    (note,) = (letter for letter in deliver() if letter.to == ["security@example.org"])
    assert f"/admin/accounts/user/{member.pk}/" in note.body
    assert member.email not in note.body


def test_what_was_refused_leaves_no_trace_and_what_was_shown_stays_readable(reader, member):
    *first, last = contact_pages()
    statuses(reader, [*first, last])
    assert Look.objects.filter(by=member).count() == 3
    assert statuses(reader, first) == [200] * 3


def test_looking_again_costs_nothing(reader):
    (address, *_others) = pages_of_profiles()
    assert statuses(reader, [address] * 6) == [200] * 6


def test_the_photo_and_the_page_of_one_person_are_one_profile(reader):
    profile = profile_with(audiences={"photo": Audience.MEMBERS.value})
    reader.get(profile.get_absolute_url())
    reader.get(reverse("expert-file", args=[profile.slug, profile.photo.key]))
    assert len(Reading.objects.get(sort=Reading.Sort.PROFILE).shown) == 1


def test_the_rest_of_the_portal_stays_open(reader):
    statuses(reader, pages_of_profiles())
    assert statuses(reader, [reverse("dashboard"), reverse("practice-list")]) == [200, 200]


def test_whoever_reads_as_the_public_is_not_counted(client, editor):
    addresses = pages_of_profiles() + lists_of_experts()
    assert statuses(client, addresses) == [200] * len(addresses)
    client.force_login(editor)
    assert statuses(client, addresses) == [200] * len(addresses)
    assert not Reading.objects.exists()


def test_those_who_decide_have_a_budget_too(as_user, moderator):
    client = with_second_factor(as_user(moderator))
    assert statuses(client, pages_of_profiles()) == [200, 200, 200, 429]
    assert statuses(client, previews_by(moderator)) == [200, 200, 200, 429]
    records = [ProfileFactory.submitted().pk for _time in range(2)]
    reviews = [reverse("admin:moderation_record_review", args=[pk]) for pk in records]
    assert statuses(client, reviews) == [429, 429], "the desk and the previews are one budget"


def test_tomorrow_is_another_day(reader, member):
    *first, last = pages_of_profiles()
    statuses(reader, first)
    Reading.objects.update(day=timezone.now().date() - timedelta(days=1))
    assert reader.get(last).status_code == 200


def test_the_count_does_not_tell_whom_somebody_read_about_and_goes_after_a_week(reader, member, settings):
    (address, *_others) = pages_of_profiles()
    reader.get(address)
    (count,) = Reading.objects.filter(sort=Reading.Sort.PROFILE)
    settings.SECRET_KEY = "of somebody who guesses"
    name = address.rstrip("/").rpartition("/")[2]
    assert count.shown != [reading._hash(member, count.sort, count.day, name)]
    Reading.objects.update(day=timezone.now().date() - timedelta(days=8))
    retention.delete_expired()
    assert not Reading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_are_shown_no_more_than_one_after_the_other():
    user = UserFactory()

    def look(number):
        try:
            reading.count(user, Reading.Sort.CONTACT, [f"person {number}"])
        except Spent:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(look, range(8))) == 3
