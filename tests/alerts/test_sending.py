"""How messages end: each in one state, with a reason, and never against the last look."""

from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from network.alerts import bounces, outbox, planning, sending, subscribing, transport
from network.alerts.models import MailEvent, MailSwitch, Message, Run, State, Subscriber, Subscription, Suppression
from network.alerts.transport import CannotBeSent, LineLost, NoAnswer, Refused, Stage, Unreachable
from tests.alerts.factories import SubscriptionFactory
from tests.alerts.lines import Line, raising
from tests.factories import PracticeFactory, a_moderator
from tests.sink import Process

pytestmark = pytest.mark.django_db


@pytest.fixture
def connect(monkeypatch):
    """Put a line of the test's own in the place of the mail server."""

    def put(line):
        monkeypatch.setattr(transport, "connect", line)
        return line

    return put


@pytest.fixture
def practice(db):
    return PracticeFactory.published()


def plan(kind="alert", readers=1):
    """Messages to `readers` people, planned and ready."""
    frequency = "at-once" if kind == "alert" else "daily"
    since = timezone.now() - timedelta(days=3)
    subscriptions = [SubscriptionFactory(frequency=frequency, confirmed_at=since) for _number in range(readers)]
    planning.plan_all(timezone.now() + timedelta(days=1))
    ready()
    return subscriptions


def ready():
    """Let all waiting messages be due now."""
    Message.objects.filter(state=State.PENDING).update(not_before=timezone.now() - timedelta(minutes=1))


def the_message():
    return Message.objects.get()


def test_a_message_is_sent_once(practice, connect):
    plan()
    line = connect(Line())
    assert sending.send() == 1
    assert sending.send() == 0
    assert [letter.recipient for letter in line.sent] == [Subscription.objects.get().subscriber.email]
    assert (the_message().state, the_message().reason) == (State.SENT, "")


class TestLastLook:
    """What happens between the making of a letter and the wire counts."""

    def send_while(self, connect, happening):
        line = connect(Line(on_begin=lambda letter: happening()))
        sending.send()
        assert line.sent == []
        return the_message()

    def test_unsubscribing(self, practice, connect):
        (subscription,) = plan()
        message = self.send_while(connect, lambda: subscribing.stop(subscription.subscriber))
        assert (message.state, message.reason) == (State.SKIPPED, "unsubscribed before it left")

    def test_a_bounce_of_another_message(self, practice, connect):
        (subscription,) = plan()
        message = self.send_while(
            connect, lambda: bounces.suppress(subscription.subscriber.email, MailEvent.Kind.COMPLAINT)
        )
        assert (message.state, message.reason) == (State.SKIPPED, "the address is suppressed")

    def test_a_record_that_is_withdrawn(self, practice, connect):
        plan()
        message = self.send_while(connect, lambda: practice.withdraw(a_moderator(), "Contested"))
        assert (message.state, message.reason.partition(":")[0]) == (State.SKIPPED, "empty")

    def test_a_run_that_is_held_and_released(self, practice, connect):
        plan()
        message = self.send_while(connect, lambda: Run.objects.update(state=Run.State.HELD))
        assert (message.state, message.attempts) == (State.PENDING, 0)
        ready()
        assert sending.send() == 0
        Run.objects.update(state=Run.State.SENDING)
        line = connect(Line())
        sending.send()
        assert len(line.sent) == 1

    def test_pausing_all_mail(self, practice, connect):
        plan()
        self.send_while(connect, lambda: MailSwitch.objects.create(is_paused=True))
        ready()
        line = connect(Line())
        assert sending.send() == 0
        MailSwitch.objects.update(is_paused=False)
        sending.send()
        assert len(line.sent) == 1

    def test_losing_the_lease(self, practice, connect):
        """A worker that slept too long finds its message in other hands, and must not touch it."""
        plan()

        def somebody_else():
            Message.objects.update(lease_owner="somebody else")

        message = self.send_while(connect, somebody_else)
        assert (message.state, message.lease_owner) == (State.LEASED, "somebody else")

    def test_an_expired_lease(self, practice, connect):
        plan()
        message = self.send_while(
            connect, lambda: Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        )
        outbox.reap()
        message.refresh_from_db()
        assert message.state == State.PENDING

    def test_deactivating_the_account(self, practice, connect, member):
        SubscriptionFactory.of_member(member, frequency="at-once", confirmed_at=timezone.now() - timedelta(days=1))
        planning.plan_all(timezone.now() + timedelta(days=1))
        ready()

        def deactivate():
            member.is_active = False
            member.save()

        assert self.send_while(connect, deactivate).state == State.SKIPPED


class TestRefusals:
    def test_a_temporary_one_is_tried_again_later_and_later(self, practice, connect):
        plan()
        connect(Line(on_begin=raising(Refused(451, "4.3.0 Try again later"))))
        waits = []
        for _attempt in range(outbox.MOST_ATTEMPTS):
            sending.send()
            waits.append((the_message().not_before - timezone.now()).total_seconds())
            ready()
        assert all(later > earlier * 1.2 for earlier, later in pairwise(waits))
        sending.send()
        assert (the_message().state, the_message().reason) == (State.FAILED, "451 4.3.0 Try again later")

    @pytest.mark.parametrize(
        ("reply", "suppressed", "feedback"),
        [
            (Refused(550, b"5.1.1 No such user"), True, "bounced"),
            (Refused(550, "No such user"), True, "bounced"),
            (Refused(550, "5.7.1 Blocked"), False, "blocked"),
            (Refused(554, "5.6.0 Cannot be read"), False, "blocked"),
            (Refused(550, "5.1.7 Invalid sender", Stage.SENDER), False, "blocked"),
            (Refused(550, "5.1.1 No such user", Stage.SENDER), False, "blocked"),
            (Refused(550, "5.1.0 sender rejected"), False, "blocked"),
            (Refused(550, "Quota exceeded"), False, "deferred"),
            (Refused(550, "mailbox unavailable"), False, "deferred"),
            (Refused(550, "High probability of spam"), False, "blocked"),
            (Refused(550, "High probability of spam", Stage.TEXT), False, "blocked"),
            (Refused(550, "SC-001 on our block list", Stage.TEXT), False, "blocked"),
            (Refused(550, "DMARC policy violation", Stage.TEXT), False, "blocked"),
            (Refused(552, "unacceptable attachment", Stage.TEXT), False, "blocked"),
            (Refused(554, "Transaction failed", Stage.TEXT), False, "blocked"),
            (Refused(550, "5.1.1 No such user", Stage.TEXT), True, "bounced"),
        ],
    )
    def test_a_final_one_is_never_tried_again(self, practice, connect, reply, suppressed, feedback):
        plan()
        at = {"on_finish": raising(reply)} if reply.stage is Stage.TEXT else {"on_begin": raising(reply)}
        connect(Line(**at))
        sending.send()
        assert (the_message().state, the_message().feedback) == (State.FAILED, feedback)
        assert Suppression.objects.exists() is suppressed
        assert sending.send() == 0

    def test_a_server_that_cannot_be_reached_costs_no_attempt(self, practice, connect):
        plan(readers=3)
        line = connect(Line(on_begin=raising(Unreachable("refused"))))
        sending.send()
        assert len(line.begun) == 1, "the others are not tried on a line that is down"
        assert set(Message.objects.values_list("state", "attempts")) == {(State.PENDING, 0)}

    def test_a_refusal_for_an_unclear_reason_leaves_the_mailbox_in_peace_for_a_while(self, practice, connect):
        (subscription,) = plan()
        connect(Line(on_begin=raising(Refused(550, "mailbox unavailable"))))
        sending.send()
        subscription.subscriber.refresh_from_db()
        assert subscription.subscriber.soft_bounces == 1
        assert subscription.subscriber.quiet_until > timezone.now()

    def test_a_server_that_hangs_up_on_everybody_costs_one_letter_an_attempt(self, practice, connect):
        plan(readers=4)
        line = connect(Line(on_begin=raising(LineLost("gone"))))
        sending.send()
        assert len(line.begun) == 2
        assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 0, 1]


def only_for(address, happening):
    """A function that calls `happening` with the letters to `address`, and lets the others be."""
    return lambda letter: happening(letter) if letter.recipient == address else None


class TestOneLetter:
    """Whatever is amiss with one letter is counted against that letter, ends it as failed, and stops no other."""

    FAULTS = {
        "it cannot be encoded": {"on_begin": raising(UnicodeEncodeError("ascii", "é", 0, 1, "ordinal not in range"))},
        "its header has a line break": {"on_begin": raising(ValueError("The header To must not hold a line break."))},
        "the server hangs up at it": {"on_begin": raising(LineLost("connection reset"))},
        "the provider cannot express it": {"on_finish": raising(CannotBeSent("no such character"))},
        "something nobody thought of": {"on_begin": raising(ZeroDivisionError())},
    }

    @pytest.mark.parametrize("fault", FAULTS)
    def test_it_fails_alone_and_the_others_leave_in_the_same_shift(self, practice, connect, fault):
        poisoned, *_others = plan(readers=4)
        Message.objects.filter(subscriber=poisoned.subscriber).update(not_before=timezone.now() - timedelta(hours=1))
        address = poisoned.subscriber.email
        line = connect(Line(**{step: only_for(address, happening) for step, happening in self.FAULTS[fault].items()}))
        sending.send()
        assert len(line.sent) == 3
        message = Message.objects.get(subscriber=poisoned.subscriber)
        assert (message.state, message.attempts) == (State.PENDING, 1)
        assert message.not_before > timezone.now()
        for _attempt in range(outbox.MOST_ATTEMPTS):
            ready()
            sending.send()
        message.refresh_from_db()
        assert message.state == State.FAILED
        assert message.reason

    def test_an_address_that_cannot_be_written_stops_nobody(self, practice, settings, tmp_path):
        """The row is from before addresses had one spelling; the transport is the real one."""
        poisoned, *_others = plan(readers=3)
        Subscriber.objects.filter(pk=poisoned.subscriber_id).update(email="ſam@example.org")
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        with Process(tmp_path / "accepted") as server:
            settings.BULK_EMAIL = {**settings.BULK_EMAIL, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.port}
            sending.send()
            assert len(server.accepted()) == 2
        message = Message.objects.get(subscriber=poisoned.subscriber_id)
        assert (message.state, message.feedback) == (State.FAILED, "blocked")
        assert "SMTPUTF8" in message.reason

    def test_what_nobody_knows_about_a_letter_on_the_wire_stays_in_doubt(self, practice, connect):
        plan(kind="digest")
        connect(Line(on_finish=raising(ZeroDivisionError())))
        sending.send()
        assert the_message().wire_at
        Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        outbox.reap()
        assert the_message().state == State.IN_DOUBT

    def test_a_shift_that_is_over_gives_back_what_it_has_not_begun(self, practice, connect, monkeypatch):
        plan(readers=3)
        clock = iter([0, 0, 0, 99, 99])
        monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: next(clock)))
        line = connect(Line())
        sending.send()
        assert len(line.sent) == 1
        assert sorted(Message.objects.values_list("state", "attempts")) == [("pending", 0), ("pending", 0), ("sent", 1)]

    def test_a_reply_of_any_bytes_is_kept_as_a_reason(self, practice, connect):
        plan()
        connect(Line(on_begin=raising(Refused(550, b"\x00\xff\r\n5.7.1 no"))))
        sending.send()
        assert the_message().state == State.FAILED
        assert "5.7.1 no" in the_message().reason


class TestDoubt:
    def test_a_digest_in_doubt_is_held_for_staff(self, practice, connect, settings):
        settings.MAIL_DOUBT_SECONDS = 0
        plan(kind="digest")
        connect(Line(on_finish=raising(NoAnswer("timed out"))))
        sending.send()
        assert the_message().state == State.IN_DOUBT
        outbox.reap()
        assert the_message().state == State.IN_DOUBT

    def test_a_match_alert_in_doubt_is_sent_once_more_under_the_same_name(self, practice, connect, settings):
        settings.MAIL_DOUBT_SECONDS = 0
        plan()
        line = connect(Line(on_finish=raising(NoAnswer("timed out"))))
        for _time in range(4):
            sending.send()
            ready()
        assert (the_message().state, the_message().resends) == (State.IN_DOUBT, 1)
        assert len(line.begun) == 2
        assert len({letter.message_id for letter in line.begun}) == 1

    def test_it_is_sent_once_more_even_when_its_run_was_called_done(self, practice, connect, settings):
        settings.MAIL_DOUBT_SECONDS = 0
        plan()
        connect(Line(on_finish=raising(NoAnswer("timed out"))))
        sending.send()
        planning.close_runs()
        assert Run.objects.get(kind="alert").state == Run.State.DONE
        connect(Line())
        sending.send()
        assert the_message().state == State.SENT

    def test_a_worker_killed_after_the_wire_leaves_doubt_and_before_it_none(self, practice, connect):
        plan(readers=2)

        class Killed(BaseException):
            pass

        first = []

        def die(letter):
            first.append(letter)
            raise Killed

        connect(Line(on_finish=die))
        with pytest.raises(Killed):
            sending.send()
        Message.objects.filter(state=State.LEASED).update(lease_until=timezone.now() - timedelta(seconds=1))
        outbox.reap()
        assert sorted(Message.objects.values_list("state", flat=True)) == [State.IN_DOUBT, State.PENDING]

    def test_a_delivery_notice_ends_the_doubt(self, practice, connect):
        plan(kind="digest")
        connect(Line(on_finish=raising(NoAnswer("timed out"))))
        sending.send()
        bounces.record("provider", MailEvent.Kind.DELIVERED, message_id=the_message().pk)
        bounces.process_events()
        assert the_message().state == State.SENT


class TestBrakes:
    def test_a_run_of_which_too_much_bounces_stops_and_can_be_released(self, practice, connect, monkeypatch):
        monkeypatch.setattr(outbox, "BATCH", 5)
        monkeypatch.setattr("network.alerts.breaker.SMALLEST_SAMPLE", 20)
        plan(readers=40)
        connect(Line(on_begin=raising(Refused(550, "5.1.1 No such user"))))
        sending.send()
        run = Run.objects.get(kind="alert")
        assert (run.state, run.remark) == (Run.State.STOPPED, "5 of the last 5: bounced")
        assert Message.objects.filter(state=State.FAILED).count() == 10, "what was in hand is finished"
        Run.objects.filter(pk=run.pk).update(state=Run.State.SENDING, released_at=timezone.now())
        line = connect(Line())
        sending.send()
        assert len(line.sent) == 30

    @pytest.mark.parametrize(
        ("refusal", "remark"),
        [
            (Refused(550, "DMARC policy violation", Stage.TEXT), "5 of the last 5: blocked"),
            (Refused(550, "5.1.8 bad sender", Stage.SENDER), "5 of the last 5: blocked"),
            (Refused(552, "5.2.2 over quota"), ""),
        ],
    )
    def test_refusals_by_policy_stop_a_run_and_blame_no_reader(self, practice, connect, monkeypatch, refusal, remark):
        monkeypatch.setattr(outbox, "BATCH", 5)
        plan(readers=10)
        at = {"on_finish": raising(refusal)} if refusal.stage is Stage.TEXT else {"on_begin": raising(refusal)}
        connect(Line(**at))
        sending.send()
        assert Run.objects.get(kind="alert").remark == remark
        assert not Suppression.objects.exists()

    def test_the_quota_of_the_day(self, practice, connect, settings, monkeypatch):
        monkeypatch.setattr(outbox, "BATCH", 1)
        settings.MAIL_DAILY_QUOTA = 2
        plan(readers=3)
        line = connect(Line())
        sending.send()
        assert len(line.sent) == 2

    def test_a_full_mailbox_is_left_in_peace(self, practice, connect):
        (subscription,) = plan()
        subscription.subscriber.quiet_until = timezone.now() + timedelta(hours=4)
        subscription.subscriber.save()
        line = connect(Line())
        sending.send()
        assert line.begun == []
        assert the_message().not_before > timezone.now() + timedelta(hours=3)


def test_a_letter_that_cannot_be_made_does_not_hold_up_the_others(practice, connect, monkeypatch):
    plan(readers=2)
    poisoned = Message.objects.first().pk
    make = sending.compose

    def poison(message, batch):
        if message.pk == poisoned:
            raise ZeroDivisionError
        return make(message, batch)

    monkeypatch.setattr(sending, "compose", poison)
    line = connect(Line())
    for _attempt in range(outbox.MOST_ATTEMPTS + 1):
        sending.send()
        ready()
    assert len(line.sent) == 1
    assert Message.objects.get(pk=poisoned).state == State.FAILED


def test_a_colleague_is_called_only_when_much_waits(practice, connect, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 2)
    plan(readers=2)
    connect(Line())
    calls = []
    sending.send(call_colleague=lambda: calls.append(1))
    sending.send(call_colleague=lambda: calls.append(1))
    assert calls == [1]


def test_sending_asks_the_same_number_of_questions_for_each_message(practice, connect, django_assert_max_num_queries):
    plan(readers=30)
    connect(Line())
    with django_assert_max_num_queries(30 * 2 + 25):
        sending.send()


def test_planned_is_the_sum_of_all_ends(practice, connect):
    subscriptions = plan(readers=4)
    subscribing.stop(subscriptions[0].subscriber)
    connect(Line(on_begin=lambda letter: refuse_first(letter, subscriptions[1].subscriber.email)))
    sending.send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM alerts_message GROUP BY state")
        ends = dict(cursor.fetchall())
    assert ends == {"sent": 2, "skipped": 1, "failed": 1}
    assert sum(ends.values()) == Run.objects.get(kind="alert").planned


def refuse_first(letter, address):
    if letter.recipient == address:
        raise Refused(550, "5.1.1 No such user")
