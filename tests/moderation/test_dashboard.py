"""The author's own page: what they wrote, where it stands, at the same cost for one record and for twenty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.accounts.roles import Role
from practices.models import Practice
from tests.factories import AdoptionFactory, PracticeFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_every_state_is_shown_with_its_way_on(as_user, moderator):
    author = UserFactory()
    ProfileFactory.published(user=author)
    returned = PracticeFactory.submitted(author=author, title="Returned one")
    returned.return_to_author(moderator, returned.edits, "Name the year.")
    page = as_user(author).get(reverse("dashboard")).content.decode()
    assert "Name the year." in page
    assert reverse("practice-edit", args=[returned.key, "start"]) in page
    assert reverse("profile-hide") in page


def test_nobody_sees_the_records_of_others(as_user):
    PracticeFactory(title="Of somebody else")
    assert "Of somebody else" not in as_user(UserFactory()).get(reverse("dashboard")).content.decode()


def test_a_hidden_profile_says_how_to_be_shown_again(as_user):
    profile = ProfileFactory.published()
    profile.hide()
    page = as_user(profile.user).get(reverse("dashboard")).content.decode()
    assert reverse("profile-edit", args=["visibility"]) in page


def row_of(client, record):
    """The part of the page that is about `record`."""
    page = client.get(reverse("dashboard")).content.decode()
    return page.partition(f'id="{record.key}"')[2].partition("</article>")[0]


def test_what_was_just_submitted_has_not_waited_for_no_minutes(as_user):
    practice = PracticeFactory.submitted()
    row = row_of(as_user(practice.author), practice)
    assert "Submitted less than a minute ago" in row
    assert "0\xa0minutes" not in row


@pytest.mark.parametrize("leaves", ["withdraw", "delete"])
def test_the_report_of_an_adoption_whose_practice_is_gone_is_not_said_to_be_published(as_user, leaves):
    adoption = AdoptionFactory.published()
    practice = adoption.adopted_practice
    client = as_user(adoption.author)
    assert "status-published" in row_of(client, adoption)
    practice.withdraw(practice.author, "Not ours.")
    if leaves == "delete":
        type(adoption).objects.filter(pk=adoption.pk).update(adopted_practice=None)
    row = row_of(client, adoption)
    assert "status-published" not in row
    assert "its practice is no longer published" in row
    assert "View published page" not in row
    assert client.get(adoption.get_absolute_url()).status_code in {404, 410}


def test_the_number_of_queries_does_not_grow_with_the_records(as_user, django_assert_num_queries):
    author = UserFactory()
    client = as_user(author)
    PracticeFactory.published(author=author)
    client.get(reverse("dashboard"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("dashboard"))
    for _number in range(15):
        PracticeFactory.published(author=author)
    with django_assert_num_queries(len(few)):
        client.get(reverse("dashboard"))


def test_a_preview_is_for_its_author_and_for_moderators(client, moderator):
    practice = PracticeFactory.submitted(title="Not public yet")
    address = reverse("preview", args=[practice.key, "public"])
    for user, status in ((practice.author, 200), (moderator, 200), (UserFactory(), 404)):
        client.force_login(user)
        assert client.get(address).status_code == status
    assert client.get(reverse("preview", args=[practice.key, "staff"])).status_code == 404


def test_where_a_returned_record_is_submitted_again_its_author_reads_what_was_asked_for(as_user, moderator):
    practice = PracticeFactory.submitted()
    practice.return_to_author(moderator, practice.edits, "Name the source of the figure.", grounds=["sources"])
    page = as_user(practice.author).get(practice.get_edit_url()).content.decode()
    assert "Name the source of the figure." in page
    assert "has no source that a reader can check" in page


def refused(author, moderator):
    """A practice of `author` against whose refusal they may appeal."""
    practice = PracticeFactory.submitted(author=author)
    practice.propose_refusal(moderator, practice.edits, "It is advertising.")
    practice.second(UserFactory.staff(Role.MODERATOR))
    return practice


@pytest.mark.parametrize(
    ("view", "answers"),
    [
        ("withdraw", {"reason": "Not mine."}),
        ("confirm", {}),
        ("delete-draft", {}),
        ("appeal", {"text": "Not mine."}),
    ],
)
def test_nobody_takes_a_step_with_the_record_of_somebody_else(as_user, member, moderator, view, answers):
    author = UserFactory()
    makers = {"delete-draft": PracticeFactory, "appeal": lambda author: refused(author, moderator)}
    practice = makers.get(view, PracticeFactory.published)(author=author)
    address = reverse(view, args=[practice.key])
    before = Practice.objects.values().get(pk=practice.pk)
    assert as_user(member).post(address, answers).status_code == 404
    assert Practice.objects.values().get(pk=practice.pk) == before
    assert as_user(author).post(address, answers).status_code == 302, "For its author it is there."
