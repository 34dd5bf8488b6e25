"""Messages of which nobody knows whether they left."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.alerts import bounces, outbox, planning, sending
from network.alerts.models import MailEvent, Message, Run, State
from network.alerts.transport import NoAnswer
from tests.alerts.lines import Line, raising
from tests.alerts.waiting import plan, ready, the_message

pytestmark = pytest.mark.django_db


def test_a_digest_in_doubt_is_held_for_staff(practice, connect, settings):
    settings.MAIL_DOUBT_SECONDS = 0
    plan(kind="digest")
    connect(Line(on_finish=raising(NoAnswer("timed out"))))
    sending.send()
    assert the_message().state == State.IN_DOUBT
    outbox.reap()
    assert the_message().state == State.IN_DOUBT


def test_a_match_alert_in_doubt_is_sent_once_more_under_the_same_name(practice, connect, settings):
    settings.MAIL_DOUBT_SECONDS = 0
    plan()
    line = connect(Line(on_finish=raising(NoAnswer("timed out"))))
    for _time in range(4):
        sending.send()
        ready()
    assert (the_message().state, the_message().resends) == (State.IN_DOUBT, 1)
    assert len(line.begun) == 2
    assert len({letter.message_id for letter in line.begun}) == 1


def test_it_is_sent_once_more_even_when_its_run_was_called_done(practice, connect, settings):
    settings.MAIL_DOUBT_SECONDS = 0
    plan()
    connect(Line(on_finish=raising(NoAnswer("timed out"))))
    sending.send()
    planning.close_runs()
    assert Run.objects.get(kind="alert").state == Run.State.DONE
    connect(Line())
    sending.send()
    assert the_message().state == State.SENT


def test_a_worker_killed_after_the_wire_leaves_doubt_and_before_it_none(practice, connect):
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


def test_a_delivery_notice_ends_the_doubt(practice, connect):
    plan(kind="digest")
    connect(Line(on_finish=raising(NoAnswer("timed out"))))
    sending.send()
    bounces.record("provider", MailEvent.Kind.DELIVERED, message_id=the_message().pk)
    bounces.process_events()
    assert the_message().state == State.SENT
