"""The board: staff see how each run ends, look before it leaves, and stop it; nobody's address is on it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from network.alerts import bounces, planning, sending
from network.alerts.models import MailEvent, MailSwitch, Message, Run, State, Subscriber, Suppression
from network.languages import Language
from tests.alerts.factories import SubscriptionFactory, search
from tests.factories import PracticeFactory

pytestmark = pytest.mark.django_db

BOARD = "admin:alerts_run_changelist"


@pytest.fixture
def run():
    """A digest of two people, planned and not sent."""
    since = timezone.now() - timedelta(days=3)
    for note in ("A private note", ""):
        SubscriptionFactory(confirmed_at=since, note=note)
    PracticeFactory.published(title="After-care in a county")
    planning.plan_all(timezone.now() + timedelta(days=1))
    return Run.objects.get(planned=2)


@pytest.fixture
def staff(as_user, editor):
    return as_user(editor)


def decide(client, run, step):
    client.post(reverse("admin:alerts_run_decide", args=[run.pk, step]))
    run.refresh_from_db()
    return run


def test_it_shows_every_run_with_how_its_messages_ended(staff, run):
    Message.objects.filter(pk=Message.objects.first().pk).update(state=State.FAILED, reason="550 5.1.1 No such user")
    page = staff.get(reverse(BOARD)).content.decode()
    assert str(run) in page
    watch = staff.get(reverse("admin:alerts_run_watch", args=[run.pk])).content.decode()
    assert "550 5.1.1 No such user" in watch


def test_it_costs_the_same_however_many_runs_there_are(staff, run, django_assert_max_num_queries):
    for day in range(20):
        start = timezone.now() - timedelta(days=day + 40)
        Run.objects.create(kind="extra", frequency="daily", period_start=start, period_end=start + timedelta(days=1))
    with django_assert_max_num_queries(28):
        staff.get(reverse(BOARD))


@pytest.mark.parametrize("language", Language.values)
def test_a_preview_is_a_letter_of_nobody(staff, run, language):
    response = staff.get(reverse("admin:alerts_run_preview", args=[run.pk, language]))
    page = response.content.decode()
    assert "After-care in a county" in page
    assert "A private note" not in page
    assert f'lang="{language}"' in page
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_proof_goes_to_oneself_and_to_nobody_else(staff, run, editor):
    decide(staff, run, "proof")
    assert [message.to for message in mail.outbox] == [[editor.email]]
    assert set(Message.objects.values_list("state", flat=True)) == {State.PENDING}


def test_a_run_is_named_and_explained_in_the_language_of_whoever_reads(staff, run, editor):
    run.period_end = datetime(2026, 11, 27, 10, 20, tzinfo=UTC)
    assert str(run).endswith(", 27 November 2026, 10:20 UTC")
    with translation.override("zh-hans"):
        assert str(run).endswith("2026年11月27日 10:20 UTC")
    held = decide(staff, run, "hold")
    assert held.remark_in_words == f"put on hold by {editor}"
    assert held.remark_in_words in staff.get(reverse(BOARD)).text
    assert held.remark_in_words in staff.get(reverse("admin:alerts_run_watch", args=[run.pk])).text
    assert Run(remark="held by user-31").remark_in_words == "held by user-31", "from before remarks had values"


def test_a_held_run_stays_until_it_is_released(staff, run):
    assert decide(staff, run, "hold").state == Run.State.HELD
    Message.objects.update(not_before=timezone.now() - timedelta(minutes=1))
    assert sending.send() == 0
    assert decide(staff, run, "release").state == Run.State.PLANNING
    planning.plan_all()
    assert sending.send() == 2
    planning.close_runs()
    assert decide(staff, run, "hold").state == Run.State.DONE, "what is done cannot be held"


def test_all_sending_is_paused_and_goes_on(staff, editor):
    staff.post(reverse("admin:alerts_run_pause"), {"pause": "1", "reason": "Wrong template"})
    assert MailSwitch.objects.get().by == editor
    assert "Wrong template" in staff.get(reverse(BOARD)).content.decode()
    staff.post(reverse("admin:alerts_run_pause"), {"resume": "1"})
    assert not MailSwitch.paused()


def test_a_digest_is_made_outside_the_calendar(staff, run):
    SubscriptionFactory(frequency="monthly", confirmed_at=timezone.now() - timedelta(days=3))
    PracticeFactory.published()
    planning.match_all()
    page = staff.post(reverse("admin:alerts_run_now"), {"frequency": "monthly"})
    assert page.context["recipients"] == 1
    assert not Run.objects.filter(kind="extra").exists()
    staff.post(reverse("admin:alerts_run_now"), {"frequency": "monthly", "confirmed": "1"})
    planning.plan_all()
    assert Run.objects.get(kind="extra").planned == 1
    assert staff.post(reverse("admin:alerts_run_now"), {"frequency": "at-once"}).status_code == 404


def test_what_is_in_doubt_is_sent_again_or_dropped(staff, run):
    first, second = Message.objects.all()
    Message.objects.update(state=State.IN_DOUBT, wire_at=timezone.now())
    changelist = reverse("admin:alerts_message_changelist")
    staff.post(changelist, {"action": "send_again", "_selected_action": [first.pk]})
    staff.post(changelist, {"action": "drop", "_selected_action": [second.pk]})
    for message, state in ((first, State.PENDING), (second, State.FAILED)):
        message.refresh_from_db()
        assert message.state == state


def test_searches_that_can_never_match_are_listed(staff):
    search("topic=no-such-topic"), search("topic=prisons")
    page = staff.get(reverse("admin:alerts_storedsearch_changelist") + "?can_fire__exact=0").content.decode()
    assert "no-such-topic" in page
    assert "1 saved search" in page


class TestAddresses:
    def test_a_subscriber_is_found_by_the_whole_address_only_and_shown_masked(self, staff):
        SubscriptionFactory(subscriber__email="amina@example.org")
        changelist = reverse("admin:alerts_subscriber_changelist")
        for asked, found in (("amina@example.org", True), ("amina", False), ("example.org", False)):
            page = staff.get(changelist, {"q": asked}).content.decode()
            assert ("a…@example.org" in page) is found
            assert "amina@example.org" not in page.replace(f'value="{asked}"', "")

    def test_mail_is_stopped_for_somebody_who_asked_by_telephone(self, staff):
        reader = SubscriptionFactory().subscriber
        data = {"action": "stop_mail", "_selected_action": [reader.pk]}
        staff.post(reverse("admin:alerts_subscriber_changelist"), data)
        assert Subscriber.objects.get().stopped_at

    def test_an_address_is_suppressed_and_let_in_again(self, staff):
        add = reverse("admin:alerts_suppression_add")
        staff.post(add, {"address": "Amina@example.org"})
        assert bounces.is_suppressed("amina@example.org")
        assert "already suppressed" in staff.post(add, {"address": "amina@example.org"}).content.decode()
        suppression = Suppression.objects.get()
        found = staff.get(reverse("admin:alerts_suppression_changelist"), {"q": "AMINA@example.org"})
        assert suppression.digest[:12] in found.content.decode()
        staff.post(reverse("admin:alerts_suppression_delete", args=[suppression.pk]), {"post": "yes"})
        assert not bounces.is_suppressed("amina@example.org")


@pytest.mark.parametrize("step", ["hold", "release", "proof"])
def test_moderators_decide_nothing_about_mail(as_user, moderator, run, step):
    client = as_user(moderator)
    assert client.get(reverse(BOARD)).status_code == 403
    assert client.post(reverse("admin:alerts_run_decide", args=[run.pk, step])).status_code == 403
    assert client.post(reverse("admin:alerts_run_pause"), {"pause": "1"}).status_code == 403
    assert client.get(reverse("admin:alerts_run_preview", args=[run.pk, "en"])).status_code == 403
    assert not MailEvent.objects.exists()
