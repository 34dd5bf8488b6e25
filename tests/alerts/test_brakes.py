"""What slows sending down or stops it: bounces, refusals by policy, the quota of the day, a full mailbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.alerts import outbox, sending
from network.alerts.models import Message, Run, State, Suppression
from network.alerts.transport import Refused, Stage
from tests.alerts.lines import Line, raising
from tests.alerts.waiting import plan, the_message

pytestmark = pytest.mark.django_db


def test_a_run_of_which_too_much_bounces_stops_and_can_be_released(practice, connect, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 5)
    monkeypatch.setattr("network.alerts.breaker.SMALLEST_SAMPLE", 20)
    plan(readers=40)
    connect(Line(on_begin=raising(Refused(550, "5.1.1 No such user"))))
    sending.send()
    run = Run.objects.get(kind="alert")
    assert (run.state, run.remark_in_words) == (Run.State.STOPPED, "5 of the last 5: bounced")
    assert Message.objects.filter(state=State.FAILED).count() == 10, "what was in hand is finished"
    Run.objects.filter(pk=run.pk).update(state=Run.State.SENDING, released_at=timezone.now())
    line = connect(Line())
    sending.send()
    assert len(line.sent) == 30


@pytest.mark.parametrize(
    ("refusal", "remark"),
    [
        (Refused(550, "DMARC policy violation", Stage.TEXT), "5 of the last 5: refused by policy"),
        (Refused(550, "5.1.8 bad sender", Stage.SENDER), "5 of the last 5: refused by policy"),
        (Refused(552, "5.2.2 over quota"), ""),
    ],
)
def test_refusals_by_policy_stop_a_run_and_blame_no_reader(practice, connect, monkeypatch, refusal, remark):
    monkeypatch.setattr(outbox, "BATCH", 5)
    plan(readers=10)
    at = {"on_finish": raising(refusal)} if refusal.stage is Stage.TEXT else {"on_begin": raising(refusal)}
    connect(Line(**at))
    sending.send()
    assert Run.objects.get(kind="alert").remark_in_words == remark
    assert not Suppression.objects.exists()


def test_the_quota_of_the_day(practice, connect, settings, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 1)
    settings.MAIL_DAILY_QUOTA = 2
    plan(readers=3)
    line = connect(Line())
    sending.send()
    assert len(line.sent) == 2


def test_a_full_mailbox_is_left_in_peace(practice, connect):
    (subscription,) = plan()
    subscription.subscriber.quiet_until = timezone.now() + timedelta(hours=4)
    subscription.subscriber.save()
    line = connect(Line())
    sending.send()
    assert line.begun == []
    assert the_message().not_before > timezone.now() + timedelta(hours=3)
