"""The desk: the longest waiting first, everything at hand, and nobody decides over somebody else's decision."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.moderation.differences import differences
from network.moderation.models import Decision, Record
from tests.factories import PracticeFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

QUEUE = "admin:moderation_record_changelist"


def review(record):
    return reverse("admin:moderation_record_review", args=[record.pk])


def waiting(days, factory=PracticeFactory, **fields):
    record = factory.submitted(**fields)
    record.submitted_at = timezone.now() - timedelta(days=days)
    record.save()
    return record


def test_the_queue_shows_all_kinds_the_longest_waiting_first(as_user, moderator):
    waiting(1, title="Young")
    waiting(9, title="Old")
    waiting(4, ProfileFactory, given_name="Middle")
    PracticeFactory(title="Only a draft")
    page = as_user(moderator).get(reverse(QUEUE)).content.decode()
    assert page.index("Old") < page.index("Middle") < page.index("Young")
    assert "1\xa0week" in page
    assert "Only a draft" not in page


def test_the_queue_costs_the_same_with_forty_waiting(as_user, moderator, django_assert_num_queries):
    client = as_user(moderator)
    waiting(1)
    client.get(reverse(QUEUE))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(QUEUE))
    for _number in range(39):
        PracticeFactory.submitted()
    with django_assert_num_queries(len(few)):
        client.get(reverse(QUEUE))


def test_a_moderator_reads_everything_and_approves(as_user, moderator):
    practice = PracticeFactory.submitted(contributor_note="For your eyes")
    client = as_user(moderator)
    page = client.get(review(practice)).content.decode()
    assert practice.rights_safeguards in page
    assert "For your eyes" in page
    client.post(review(practice), {"decision": "approve", "edits": practice.edits, "reason": ""})
    practice.refresh_from_db()
    assert practice.status == "published"
    assert Decision.objects.get().by == moderator


def test_a_return_without_a_reason_is_refused_beside_the_field(as_user, moderator):
    practice = PracticeFactory.submitted()
    response = as_user(moderator).post(review(practice), {"decision": "return", "edits": practice.edits, "reason": " "})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"reason"}
    practice.refresh_from_db()
    assert practice.status == "submitted"


def test_the_second_moderator_is_told_and_changes_nothing(client, moderator):
    practice = PracticeFactory.submitted()
    practice.approve(moderator, practice.edits)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    answer = {"decision": "return", "edits": practice.edits, "reason": "Too late"}
    page = client.post(review(practice), answer, follow=True).content.decode()
    assert "Somebody else has decided this meanwhile" in page
    practice.refresh_from_db()
    assert practice.status == "published"


def test_a_decision_about_an_older_text_is_refused(as_user, moderator):
    practice = PracticeFactory.submitted()
    read = practice.edits
    practice.touch()
    practice.submit()
    page = as_user(moderator).post(review(practice), {"decision": "approve", "edits": read}, follow=True)
    assert "The author has changed the text meanwhile" in page.content.decode()
    practice.refresh_from_db()
    assert practice.live is None


def test_a_revision_is_shown_field_by_field_and_word_by_word():
    practice = PracticeFactory.published(approach="Mentors met them every week.")
    practice.approach = "Mentors met them every second week."
    practice.touch()
    (difference,) = differences(practice)
    assert difference.label == "what was done"
    assert [text.strip() for what, text in difference.pieces if what == "new"] == ["second"]


def test_withdrawing_needs_a_reason_which_the_author_reads(as_user, moderator):
    practice = PracticeFactory.published()
    address = reverse("admin:moderation_record_withdraw", args=[practice.pk])
    client = as_user(moderator)
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "The institution asked for it."})
    assert client.get(practice.get_absolute_url()).status_code == 404
    client.force_login(practice.author)
    assert "The institution asked for it." in client.get(reverse("dashboard")).content.decode()


@pytest.mark.parametrize("address", [QUEUE, "admin:moderation_decision_changelist"])
def test_only_moderators_see_the_desk(as_user, editor, member, address):
    for user in (editor, member):
        assert as_user(user).get(reverse(address)).status_code in {302, 403}


def test_an_editor_cannot_decide(as_user, editor):
    practice = PracticeFactory.submitted()
    assert as_user(editor).post(review(practice), {"decision": "approve", "edits": 0}).status_code == 403
    assert Record.objects.get().status == "submitted"


def test_no_record_is_written_or_deleted_at_the_desk(as_user, moderator):
    practice = PracticeFactory.submitted()
    client = as_user(moderator)
    for action in ("delete", "change"):
        address = reverse(f"admin:moderation_record_{action}", args=[practice.pk])
        assert client.post(address, {"post": "yes", "heading": "x"}).status_code in {302, 403, 405}
    assert Record.objects.get().heading == practice.title
