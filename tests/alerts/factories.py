"""Factories of people who follow something."""

import factory
from django.http import QueryDict
from django.utils import timezone
from factory.django import DjangoModelFactory

from network.alerts import searches
from network.alerts.interests import subscriber_of
from network.alerts.models import Subscriber, Subscription
from network.catalogue.query import Query
from tests.factories import UserFactory


class SubscriberFactory(DjangoModelFactory):
    """Somebody without an account."""

    class Meta:
        model = Subscriber

    email = factory.Sequence(lambda number: f"reader{number}@example.org")


class SubscriptionFactory(DjangoModelFactory):
    """A running subscription to `asks`, an address part such as "topic=prisons"."""

    class Meta:
        model = Subscription

    class Params:
        asks = "topic=prisons"

    subscriber = factory.SubFactory(SubscriberFactory)
    search = factory.LazyAttribute(lambda made: search(made.asks) if made.purpose == "search" else None)
    purpose = "search"
    frequency = "daily"
    confirmed_at = factory.LazyFunction(timezone.now)

    @classmethod
    def of_member(cls, user=None, **fields):
        """A subscription of somebody with an account."""
        return cls(subscriber=subscriber_of(user or UserFactory()), **fields)


def search(asks, language="en"):
    """The stored search of the address part `asks`."""
    return searches.store(Query.parse(QueryDict(asks)), language)
