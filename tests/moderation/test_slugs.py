"""Records of one title have an address each, also when they are published at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections, transaction

from network.moderation.slugs import give_slug
from news.models import Article
from tests.factories import UserFactory
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory
from tests.parallel import wait_until_somebody_waits


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [ArticleFactory, PublicationFactory, EventFactory])
def test_pages_of_one_title_have_an_address_each(factory):
    first, second = (factory.published(title="Centres meet") for _number in range(2))
    assert first.slug == "centres-meet"
    assert second.slug == f"centres-meet-{second.key[:12].lower()}"


@pytest.mark.django_db
def test_a_title_without_latin_letters_makes_an_address_of_its_key():
    page = ArticleFactory.published(title="لقاء")
    assert page.slug == page.key[:12].lower()


def give(article):
    """Give the address over a connection of one's own."""
    try:
        with transaction.atomic():
            give_slug(article, article.title)
        return article.slug
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_takes_the_next_address(django_db_serialized_rollback):
    author = UserFactory()
    page = {"author": author, "title": "Centres meet", "published_on": date(2026, 3, 5)}
    first, second = (Article.objects.create(**page) for _number in range(2))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            give_slug(first, first.title)
            waiting = pool.submit(give, second)
            wait_until_somebody_waits(waiting)
        assert waiting.result() == f"centres-meet-{second.key[:12].lower()}"
    assert Article.objects.get(pk=first.pk).slug == "centres-meet"
