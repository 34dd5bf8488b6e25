"""Factories of articles, publications and events; `published()` takes them as far as readers see them."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from network.accounts.models import User
from network.accounts.roles import Role
from news.models import Article, Event, Publication
from tests.factories import UserFactory, a_moderator, file_under


class PageFactory(DjangoModelFactory):
    """A draft page that lacks nothing."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    author = factory.LazyFunction(lambda: an_editor())
    summary = "What happened, in two sentences."
    body = "The whole story."
    pillars = factory.LazyFunction(lambda: [2])

    @classmethod
    def published(cls, **fields):
        """A page that somebody else than its editor published."""
        page = cls(**fields)
        page.publish(a_moderator())
        return page

    @factory.post_generation
    def related(page, create, extracted, **kwargs):
        """Countries and topics, unless the test says otherwise; languages where it names some."""
        given = {"countries": ["KE"], "topics": ["prisons"]} | kwargs
        file_under(page, given["topics"], given["countries"])
        if "languages" in given:
            page.languages.set(given["languages"])


class ArticleFactory(PageFactory):
    """A piece of news with its source."""

    class Meta:
        model = Article

    title = factory.Sequence(lambda number: f"Centres meet in Nairobi {number}")
    category = "Capacity-building"
    published_on = date(2026, 3, 5)
    source_name = "Example Centre"
    source_url = "https://centre.example/news/1"


class PublicationFactory(PageFactory):
    """An official document with a symbol."""

    class Meta:
        model = Publication

    title = factory.Sequence(lambda number: f"Report of the Secretary-General {number}")
    publisher = "United Nations"
    symbol = "A/70/674"
    published_on = date(2015, 12, 24)
    url = "https://documents.example/a-70-674"


class EventFactory(PageFactory):
    """A meeting with times, in the clocks of Nairobi."""

    class Meta:
        model = Event

    title = factory.Sequence(lambda number: f"Meeting of practitioners {number}")
    starts_at = datetime(2030, 5, 10, 6, 0, tzinfo=UTC)
    ends_at = datetime(2030, 5, 10, 14, 30, tzinfo=UTC)
    timezone = "Africa/Nairobi"
    location = "Nairobi"
    organizer = "Example Centre"


def an_editor():
    """Some editor, the same one for all pages of a test."""
    return User.objects.filter(groups__name=Role.EDITOR).first() or UserFactory.staff(Role.EDITOR)
