"""Whether something is still correct: its author is asked, and what nobody confirms leaves the lists."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.catalogue.freshness import Freshness
from network.catalogue.models import Entry
from network.moderation import confirmations
from network.moderation.models import Record
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.letters import deliver

pytestmark = pytest.mark.django_db


def confirmed(days, factory=PracticeFactory, **fields):
    """A published record that was confirmed `days` ago."""
    record = factory.published(**fields)
    record.confirmed_at = timezone.now() - timedelta(days=days)
    record.save()
    record.index()
    return record


def outdated(factory=PracticeFactory, **fields):
    """A published record whose author did not answer for long enough."""
    record = confirmed(1000, factory, **fields)
    confirmations.ask(timezone.now() - timedelta(days=40))
    record.refresh_from_db()
    return record


def questions():
    """The letters of this kind that have left."""
    return [letter for letter in deliver() if "confirm your published information" in letter.subject]


def link(letter):
    """The address in `letter`, without the host."""
    return re.search(r"https?://[^/\s]+(/\S+still-correct/\S+)", letter.body)[1]


@pytest.mark.parametrize(
    ("factory", "days", "expected"),
    [
        (ProfileFactory, 100, Freshness.FRESH),
        (ProfileFactory, 200, Freshness.AGEING),
        (PracticeFactory, 200, Freshness.FRESH),
        (PracticeFactory, 400, Freshness.AGEING),
        (PracticeFactory, 4000, Freshness.AGEING),
    ],
)
def test_age_makes_amber_and_without_a_notice_never_red(client, factory, days, expected):
    record = confirmed(days, factory)
    assert record.freshness == expected
    page = client.get(record.get_absolute_url()).content.decode()
    assert f"freshness-{expected}" in page
    shown = client.get(reverse(f"{record.KIND}-list")).content.decode()
    assert (f"freshness-{expected}" in shown) == (expected != Freshness.FRESH), "Lists mark what readers should mind."


def test_nobody_is_asked_about_what_is_fresh():
    confirmed(100)
    assert confirmations.ask() == 0
    assert not questions()


def test_an_author_gets_one_letter_about_everything_that_aged():
    author = UserFactory()
    practice = confirmed(400, author=author)
    ProfileFactory.published(user=author)
    Record.objects.update(confirmed_at=timezone.now() - timedelta(days=400))
    assert confirmations.ask() == 1
    (letter,) = questions()
    assert letter.to == [author.email]
    assert practice.title in letter.body
    assert author.profile.full_name not in letter.body
    assert letter.body.count("still-correct/") == 2
    assert confirmations.ask() == 0


def test_it_is_asked_again_a_month_before_it_leaves_the_lists():
    record = confirmed(400)
    assert confirmations.ask() == 1
    record.refresh_from_db()
    assert confirmations.ask(record.outdated_at - timedelta(days=31)) == 0
    assert confirmations.ask(record.outdated_at - timedelta(days=29)) == 1
    assert confirmations.ask(record.outdated_at - timedelta(days=28)) == 0


def test_nothing_counts_as_outdated_within_a_month_of_the_notice():
    record, now = confirmed(4000), timezone.now()
    confirmations.ask(now)
    record.refresh_from_db()
    assert record.outdated_at == now + timedelta(days=30)


def test_nobody_is_asked_about_what_they_confirmed_before_the_letter_left():
    record = confirmed(400)
    confirmations.ask()
    record.refresh_from_db()
    record.confirm()
    assert not questions()


def test_the_link_of_the_letter_changes_nothing_until_the_button_is_pressed(client):
    record = confirmed(400)
    confirmations.ask()
    address = link(questions()[0])
    for _time in range(2):
        assert "Is it still correct?" in client.get(address).content.decode()
    record.refresh_from_db()
    assert record.freshness == Freshness.AGEING
    client.post(address)
    record.refresh_from_db()
    assert record.freshness == Freshness.FRESH
    assert "Thank you" in client.get(address).content.decode()
    assert set(Entry.objects.values_list("fresh_until", flat=True)) == {record.fresh_until}


def test_a_used_or_changed_link_confirms_nothing(client):
    record = confirmed(400)
    confirmations.ask()
    address = link(questions()[0])
    client.post(address)
    Record.objects.update(confirmed_at=timezone.now() - timedelta(days=300))
    client.post(address)
    record.refresh_from_db()
    assert record.confirmed_at < timezone.now() - timedelta(days=299)
    assert client.get(address[:-3] + "x/").status_code == 404


def test_the_link_of_something_withdrawn_is_gone(client, moderator):
    record = confirmed(400)
    confirmations.ask()
    address = link(questions()[0])
    record.refresh_from_db()
    record.withdraw(record.author, "Over.")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("factory", [PracticeFactory, ProfileFactory])
def test_what_is_outdated_leaves_the_lists_and_is_found_by_words_or_when_asked_for(client, factory):
    record = outdated(factory)
    name = record.listing(record.card(2)).title
    address = reverse(f"{record.KIND}-list")
    page = client.get(address).content.decode()
    assert name not in page
    assert "Also show 1 result that may be out of date" in page
    assert name not in client.get("/en/").content.decode()
    for found in (f"{address}?outdated=1", f"{reverse('search')}?q={name.split()[0]}"):
        page = client.get(found).content.decode()
        assert name in re.sub("</?mark>", "", page)
        assert "freshness-outdated" in page
    assert client.get(record.get_absolute_url()).status_code == 200


def test_an_author_confirms_on_their_own_page_only(client):
    record = outdated()
    client.force_login(UserFactory())
    assert client.post(reverse("confirm", args=[record.key])).status_code == 404
    client.force_login(record.author)
    assert reverse("confirm", args=[record.key]) in client.get(reverse("dashboard")).content.decode()
    client.post(reverse("confirm", args=[record.key]))
    record.refresh_from_db()
    assert record.freshness == Freshness.FRESH
    assert record.title in client.get(reverse("practice-list")).content.decode()


def test_an_approved_change_is_a_confirmation(moderator):
    record = outdated()
    record.touch()
    record.submit()
    record.approve(moderator, record.edits)
    assert record.freshness == Freshness.FRESH


def test_somebody_who_is_gone_is_not_written_to_and_what_stays_ages_all_the_same():
    record = confirmed(400)
    record.author.is_active = False
    record.author.save()
    assert confirmations.ask() == 0
    record.refresh_from_db()
    assert record.outdated_at is not None
    assert not questions()


def test_a_list_costs_the_same_with_many_outdated(client, django_assert_num_queries):
    outdated()
    client.get(reverse("practice-list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("practice-list"))
    for _number in range(5):
        outdated()
    with django_assert_num_queries(len(few)):
        client.get(reverse("practice-list"))
