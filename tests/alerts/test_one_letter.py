"""Whatever is amiss with one letter is counted against that letter, ends it as failed, and stops no other."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from network.alerts import outbox, sending
from network.alerts.models import Message, State, Subscriber
from network.alerts.transport import CannotBeSent, LineLost, Refused
from tests.alerts.lines import Line, raising
from tests.alerts.waiting import plan, ready, the_message
from tests.sink import Process

pytestmark = pytest.mark.django_db


def only_for(address, happening):
    """A function that calls `happening` with the letters to `address`, and lets the others be."""
    return lambda letter: happening(letter) if letter.recipient == address else None


FAULTS = {
    "it cannot be encoded": {"on_begin": raising(UnicodeEncodeError("ascii", "é", 0, 1, "ordinal not in range"))},
    "its header has a line break": {"on_begin": raising(ValueError("The header To must not hold a line break."))},
    "the server hangs up at it": {"on_begin": raising(LineLost("connection reset"))},
    "the provider cannot express it": {"on_finish": raising(CannotBeSent("no such character"))},
    "something nobody thought of": {"on_begin": raising(ZeroDivisionError())},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_fails_alone_and_the_others_leave_in_the_same_shift(practice, connect, fault):
    poisoned, *_others = plan(readers=4)
    Message.objects.filter(subscriber=poisoned.subscriber).update(not_before=timezone.now() - timedelta(hours=1))
    address = poisoned.subscriber.email
    line = connect(Line(**{step: only_for(address, happening) for step, happening in FAULTS[fault].items()}))
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


def test_an_address_that_cannot_be_written_stops_nobody(practice, settings, tmp_path):
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


def test_what_nobody_knows_about_a_letter_on_the_wire_stays_in_doubt(practice, connect):
    plan(kind="digest")
    connect(Line(on_finish=raising(ZeroDivisionError())))
    sending.send()
    assert the_message().wire_at
    Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    outbox.reap()
    assert the_message().state == State.IN_DOUBT


def test_a_shift_that_is_over_gives_back_what_it_has_not_begun(practice, connect, monkeypatch):
    plan(readers=3)
    clock = iter([0, 0, 0, 99, 99])
    monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    line = connect(Line())
    sending.send()
    assert len(line.sent) == 1
    assert sorted(Message.objects.values_list("state", "attempts")) == [("pending", 0), ("pending", 0), ("sent", 1)]


def test_a_reply_of_any_bytes_is_kept_as_a_reason(practice, connect):
    plan()
    connect(Line(on_begin=raising(Refused(550, b"\x00\xff\r\n5.7.1 no"))))
    sending.send()
    assert the_message().state == State.FAILED
    assert "5.7.1 no" in the_message().reason


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
