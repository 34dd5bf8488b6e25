"""Anyone reaches the staff, staff answer in the admin, and nobody else reads either."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from network.contact import notices
from network.contact.models import AlreadyEnded, Inquiry, Subject
from network.contact.tasks import delete_expired
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ASKED = {"subject": Subject.DATA, "text": "Which data do you hold about me?", "email": "amina@example.org"}
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def deliver(django_capture_on_commit_callbacks):
    """Letters leave with what they tell."""
    with django_capture_on_commit_callbacks(execute=True):
        yield django_capture_on_commit_callbacks


def make_inquiry(**facts):
    """An inquiry of somebody without an account."""
    return Inquiry.objects.create(**{**ASKED, "language": "fr", **facts})


def test_anyone_writes_to_the_staff_in_their_language(client):
    answered = client.post("/fr/contact/", ASKED, follow=True)
    inquiry = Inquiry.objects.get()
    assert (inquiry.text, inquiry.email, inquiry.language, inquiry.user) == (ASKED["text"], ASKED["email"], "fr", None)
    assert answered.status_code == 200 and len(answered.context["messages"]) == 1


def test_a_member_is_answered_at_the_address_of_the_account(as_user, member):
    as_user(member).post(reverse("contact"), {**ASKED, "email": "someone-else@example.org"})
    inquiry = Inquiry.objects.get()
    assert (inquiry.user, inquiry.email) == (member, member.email)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"email": "nobody"},
        {"subject": "praise"},
        {"text": "x" * 4001},
        {"website": "https://spam.example"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, wrong):
    answered = client.post(reverse("contact"), {**ASKED, **wrong})
    assert answered.status_code == 422
    assert set(answered.context["form"].errors) == set(wrong)
    assert ASKED["text"] in answered.content.decode() or "text" in wrong
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("/en/practices/some-title/?x=1", "/en/practices/some-title/?x=1"),
        ("{origin}/en/experts/", "/en/experts/"),
        ("https://elsewhere.example/en/", None),
        ("//elsewhere.example/en/", None),
        ("javascript:alert(1)", None),
        ("https://[", None),
        ("/\\elsewhere.example", None),
        ("{origin}//elsewhere.example/", None),
    ],
)
def test_staff_are_led_to_pages_of_this_site_only(client, settings, typed, kept):
    client.post(reverse("contact"), {**ASKED, "page": typed.format(origin=settings.ORIGIN)})
    assert [inquiry.page for inquiry in Inquiry.objects.all()] == ([] if kept is None else [kept])


def test_a_link_says_what_it_is_about_and_odd_values_are_left_out(client):
    form = client.get(reverse("contact"), {"subject": "accessibility", "page": "/en/experts/"}).context["form"]
    assert (form["subject"].value(), form["page"].value()) == ("accessibility", "/en/experts/")
    assert client.get(reverse("contact"), {"subject": "\x01"}).status_code in {200, 400}
    assert client.get(reverse("contact"), {"subject": "praise"}).context["form"]["subject"].value() is None


def test_one_address_of_the_internet_sends_only_so_many_and_keeps_what_was_typed(client):
    cache.clear()
    *taken, refused = [client.post(reverse("contact"), ASKED) for _ in range(11)]
    assert [answer.status_code for answer in taken] == [302] * 10
    assert refused.status_code == 422
    assert ASKED["text"] in refused.content.decode() and Inquiry.objects.count() == 10


def test_a_moderator_answers_once_by_email_without_the_words_of_the_inquiry(as_user, moderator, deliver):
    inquiry = make_inquiry(text="Buy https://spam.example")
    page = reverse("admin:contact_inquiry_change", args=[inquiry.pk])
    with deliver(execute=True):
        as_user(moderator).post(page, {"answer": "Nous vous répondons ici."})
    (letter,) = mail.outbox
    assert letter.to == [ASKED["email"]] and "Nous vous répondons ici." in letter.body
    assert "spam.example" not in letter.message().as_string()
    inquiry.refresh_from_db()
    assert inquiry.ended_by == moderator
    as_user(moderator).post(page, {"answer": "Something else"})
    inquiry.refresh_from_db()
    assert inquiry.answer == "Nous vous répondons ici." and len(mail.outbox) == 1


def test_an_inquiry_ends_once(moderator):
    inquiry = make_inquiry()
    inquiry.end(moderator)
    with pytest.raises(AlreadyEnded):
        inquiry.end(moderator, "Too late")
    assert not mail.outbox


@pytest.mark.parametrize("sent", [{"answer": ""}, {"answer": "An answer", "is_closed": "on"}])
def test_staff_choose_between_an_answer_and_none(as_user, moderator, sent):
    inquiry = make_inquiry()
    as_user(moderator).post(reverse("admin:contact_inquiry_change", args=[inquiry.pk]), sent)
    assert Inquiry.objects.waiting().get() == inquiry


def test_closing_sends_nothing(as_user, moderator, deliver):
    inquiry = make_inquiry()
    with deliver(execute=True):
        as_user(moderator).post(reverse("admin:contact_inquiry_change", args=[inquiry.pk]), {"is_closed": "on"})
    assert not Inquiry.objects.waiting().exists() and not mail.outbox


def test_the_list_shows_what_waits_first(as_user, moderator):
    ended, old, new = make_inquiry(), make_inquiry(received_at=timezone.now() - timedelta(days=3)), make_inquiry()
    ended.end(moderator)
    listed = as_user(moderator).get(reverse("admin:contact_inquiry_changelist"))
    assert [row.pk for row in listed.context["cl"].result_list] == [old.pk, new.pk, ended.pk]
    waiting = as_user(moderator).get(reverse("admin:contact_inquiry_changelist"), {"status": "waiting"})
    assert [row.pk for row in waiting.context["cl"].result_list] == [old.pk, new.pk]


def test_editors_read_no_inquiries(as_user, editor):
    assert as_user(editor).get(reverse("admin:contact_inquiry_changelist")).status_code == 403


def test_moderators_are_reminded_on_working_days_of_what_waits_too_long(moderator, deliver, monkeypatch):
    make_inquiry(received_at=MONDAY - timedelta(days=6))
    assert notices.remind(MONDAY) == 0
    make_inquiry(received_at=MONDAY - timedelta(days=8))
    assert notices.remind(MONDAY - timedelta(days=1)) == 0
    monkeypatch.setattr(notices.timezone, "now", lambda: MONDAY)
    with deliver(execute=True):
        assert notices.remind(MONDAY) == 1
        notices.remind(MONDAY)
    (letter,) = mail.outbox
    assert letter.to == [moderator.email]


def test_inquiries_are_deleted_a_year_after_their_end(moderator):
    old, young, waiting = make_inquiry(), make_inquiry(), make_inquiry(received_at=timezone.now() - timedelta(days=800))
    for inquiry, days in ((old, 366), (young, 364)):
        inquiry.end(moderator)
        Inquiry.objects.filter(pk=inquiry.pk).update(ended_at=timezone.now() - timedelta(days=days))
    delete_expired()
    assert set(Inquiry.objects.all()) == {young, waiting}


def test_whoever_has_no_moderator_role_leaves_nobody_to_remind():
    make_inquiry(received_at=MONDAY - timedelta(days=30))
    UserFactory()
    assert notices.remind(MONDAY) == 0
