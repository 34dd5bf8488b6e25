"""What the mail server says no to: what is tried again, what is not, and whose address is to blame."""

from itertools import pairwise

import pytest
from django.utils import timezone

from network.alerts import outbox, sending
from network.alerts.models import Message, State, Suppression
from network.alerts.transport import LineLost, Refused, Stage, Unreachable
from tests.alerts.lines import Line, raising
from tests.alerts.waiting import plan, ready, the_message

pytestmark = pytest.mark.django_db


def test_a_temporary_one_is_tried_again_later_and_later(practice, connect):
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
def test_a_final_one_is_never_tried_again(practice, connect, reply, suppressed, feedback):
    plan()
    at = {"on_finish": raising(reply)} if reply.stage is Stage.TEXT else {"on_begin": raising(reply)}
    connect(Line(**at))
    sending.send()
    assert (the_message().state, the_message().feedback) == (State.FAILED, feedback)
    assert Suppression.objects.exists() is suppressed
    assert sending.send() == 0


def test_a_server_that_cannot_be_reached_costs_no_attempt(practice, connect):
    plan(readers=3)
    line = connect(Line(on_begin=raising(Unreachable("refused"))))
    sending.send()
    assert len(line.begun) == 1, "the others are not tried on a line that is down"
    assert set(Message.objects.values_list("state", "attempts")) == {(State.PENDING, 0)}


def test_a_refusal_for_an_unclear_reason_leaves_the_mailbox_in_peace_for_a_while(practice, connect):
    (subscription,) = plan()
    connect(Line(on_begin=raising(Refused(550, "mailbox unavailable"))))
    sending.send()
    subscription.subscriber.refresh_from_db()
    assert subscription.subscriber.soft_bounces == 1
    assert subscription.subscriber.quiet_until > timezone.now()


def test_a_server_that_hangs_up_on_everybody_costs_one_letter_an_attempt(practice, connect):
    plan(readers=4)
    line = connect(Line(on_begin=raising(LineLost("gone"))))
    sending.send()
    assert len(line.begun) == 2
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 0, 1]
