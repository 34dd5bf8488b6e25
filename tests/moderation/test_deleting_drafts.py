"""Authors delete what was never published: with its files, and nothing of anybody else's."""

import pytest
from django.apps import apps
from django.urls import reverse

from network.files.models import Upload
from network.moderation.models import Decision, NotPossible, UnsavedStep
from practices.models import Practice
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.files.kept import attach

pytestmark = pytest.mark.django_db


def address_of(record):
    return reverse("delete-draft", args=[record.key])


def test_a_draft_that_was_returned_is_deleted_with_all_that_belongs_to_it(as_user, moderator):
    practice = PracticeFactory()
    attach(practice, b"%PDF")
    practice.submit()
    practice.return_to_author(moderator, practice.edits, "Not yet.")
    client = as_user(practice.author)
    unsaved = {"author": practice.author, "kind": "practice", "step": "story", "answers": {}, "at": practice.edited_at}
    UnsavedStep.objects.create(key=practice.key, **unsaved)
    other = PracticeFactory(author=practice.author)
    assert address_of(practice) in client.get(practice.get_edit_url()).content.decode()
    assert client.get(address_of(practice)).status_code == 200
    assert Practice.objects.count() == 2
    response = client.post(address_of(practice), follow=True)
    assert f"“{practice.title}” has been deleted." in response.content.decode()
    assert list(Practice.objects.all()) == [other]
    assert not any(model.objects.exists() for model in (Decision, Upload, UnsavedStep))
    events = apps.get_model("moderation", "RecordEvent").objects.filter(pgh_obj_id=practice.pk)
    assert set(events.values_list("pgh_label", flat=True)) == {"insert", "update", "delete"}


def test_a_profile_that_was_never_published_is_deleted_and_can_be_begun_anew(as_user):
    profile = ProfileFactory()
    client = as_user(profile.user)
    client.post(address_of(profile))
    answers = {"given_name": "Amina", "original_language": "en"}
    assert client.post(reverse("profile-edit", args=["person"]), answers).status_code == 302


@pytest.mark.parametrize("make", [PracticeFactory.submitted, PracticeFactory.published])
def test_what_is_reviewed_or_was_published_is_not_deleted(as_user, make):
    practice = make()
    client = as_user(practice.author)
    assert client.post(address_of(practice)).status_code == 404
    assert address_of(practice) not in client.get(practice.get_edit_url()).content.decode()
    assert Practice.objects.exists()


def test_what_was_published_and_edited_is_withdrawn_instead(as_user):
    practice = PracticeFactory.published()
    practice.touch()
    assert practice.status == "draft"
    assert as_user(practice.author).post(address_of(practice)).status_code == 404


def test_nobody_deletes_the_draft_of_somebody_else(as_user):
    practice = PracticeFactory()
    assert as_user(UserFactory()).post(address_of(practice)).status_code == 404
    assert Practice.objects.exists()


def test_a_draft_that_is_deleted_by_a_double_click_is_gone_and_its_steps_say_so(moderator):
    """The second request had read the record before the first one deleted it."""
    practice = PracticeFactory()
    same = type(practice).objects.get(pk=practice.pk)
    practice.delete_draft()
    same.delete_draft()
    for step in (same.submit, same.confirm, lambda: same.approve(moderator, same.edits)):
        with pytest.raises(NotPossible, match="was deleted"):
            step()
