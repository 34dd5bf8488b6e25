"""Messages that wait in the outbox."""

from datetime import timedelta

from django.utils import timezone

from network.alerts import planning
from network.alerts.models import Message, State
from tests.alerts.factories import SubscriptionFactory


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
