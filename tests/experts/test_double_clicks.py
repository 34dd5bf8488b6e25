"""A step of a profile, sent several times at once: one profile with each row once, and no error."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from experts.models import Profile
from network.accounts.models import User
from network.catalogue.models import SpokenLanguage
from tests.factories import UserFactory
from tests.forms import rows
from tests.parallel import wait_until_somebody_waits

STEP = {"given_name": "Amina", "role_name": "Trainer", "original_language": "en"}


@pytest.fixture
def browser():
    """A browser that is signed in before it clicks."""
    client = Client()
    client.force_login(UserFactory())
    return client


def click(browser, step="person", **answers):
    """Send the step over a connection of one's own; return the answer."""
    try:
        return browser.post(reverse("profile-edit", args=[step]), STEP | answers)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_the_second_click_edits_what_the_first_one_made(browser, django_db_serialized_rollback):
    user = User.objects.get()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            # What the first click does, up to the moment before it is done.
            User.objects.select_for_update(no_key=True).get()
            first = Profile.objects.create(user=user, author=user, given_name="First")
            second = pool.submit(click, browser, given_name="Second")
            wait_until_somebody_waits(second)
        assert second.result().status_code == 302
    profile = Profile.objects.get()
    assert (profile.key, profile.given_name) == (first.key, "Second")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_profile(browser, django_db_serialized_rollback):
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _number: click(browser), range(2)))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Profile.objects.get().given_name == "Amina"


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_store_a_new_row_once(browser, django_db_serialized_rollback):
    SpokenLanguage.objects.get_or_create(code="en", defaults={"labels": {"en": "English"}})
    click(browser)
    language = rows("languages", {"language": "en", "level": "works"}) | {"read_edits": "1"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _number: click(browser, "work", **language), range(4)))
    # Whoever waits for the lock too long is told so.
    assert {answer.status_code for answer in answers} <= {302, 409}
    assert [item.language_id for item in Profile.objects.get().languages.all()] == ["en"]
