"""How messages end: each in one state, with a reason, and never against the last look."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from network.alerts import bounces, outbox, planning, sending, subscribing
from network.alerts.models import MailEvent, MailSwitch, Message, Run, State, Subscription
from network.alerts.transport import Refused
from tests.alerts.factories import SubscriptionFactory
from tests.alerts.lines import Line
from tests.alerts.waiting import plan, ready, the_message
from tests.factories import a_moderator

pytestmark = pytest.mark.django_db


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
