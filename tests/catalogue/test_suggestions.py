"""What a reader may have meant: a link that finds more, and never a word that they could not find themselves."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from network.catalogue import suggestions
from network.catalogue.audiences import Audience
from network.catalogue.query import Query
from network.catalogue.search import Search
from tests.factories import PracticeFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def meant(words, audience=Audience.PUBLIC, **filters):
    filters = tuple((name, (code,)) for name, code in filters.items())
    found = suggestions.instead_of(Search(Query(words=words, filters=filters), audience))
    return found and found.words


@pytest.fixture
def practice():
    return PracticeFactory.published(
        title="Border security along Lake Victoria",
        related__topics=["deradicalization-disengagement"],
        related__countries=["KE"],
    )


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("deradicalizaton", "deradicalization"),
        ("boarder security", "border security"),
        ("Kenia", "kenya"),
        ("kenia or boarder", "kenya or border"),
        ("seucrity", "security"),
        ('"boarder security"', '"border security"'),
        ("border", None),
        ("zzzzqqqq", None),
        ("kenia -border", None),
        ("bor", None),
        ("", None),
        ("预防恐怖主义", None),
    ],
)
def test_misspelt_words_are_led_to_what_is_there(practice, typed, offered):
    assert meant(typed) == offered


def test_words_are_offered_as_they_are_written_in_the_language_of_the_reader(practice):
    with translation.override("fr"):
        assert meant("déradicalsation") == "déradicalisation"
        assert meant("Kenyaa") == "kenya"
    with translation.override("ru"):
        assert meant("Кнеия") == "кения"


def test_nothing_is_offered_that_finds_no_more(practice):
    assert meant("ugamda") is None, "a country of the vocabulary, and no record"
    assert meant("boarder", country="KE") == "border"
    assert meant("boarder", country="UG") is None


def test_what_only_members_read_is_offered_to_members_only(practice):
    PracticeFactory.published(title="Cooperation with Zanzibarcanary", reach=Audience.MEMBERS)
    ProfileFactory.published(summary="Zugzwangcanary", audiences={})
    assert meant("zanzibarcenary", Audience.MEMBERS) == "zanzibarcanary"
    assert meant("zanzibarcenary") is None
    assert meant("zugzwangcenary") is None


def test_a_word_goes_with_its_record_even_while_the_list_of_words_is_kept(practice, moderator):
    assert meant("victorai") == "victoria"
    practice.withdraw(moderator, "Asked for it")
    assert meant("victorai") is None


def test_the_list_of_words_is_read_once_and_only_when_it_is_needed(practice, django_assert_num_queries):
    assert meant("kenia") == "kenya"
    PracticeFactory.published(related__countries=["KE"])
    PracticeFactory.published(related__countries=["KE"])
    with django_assert_num_queries(1):
        meant("kenya")
    with django_assert_num_queries(2):
        meant("kenia")
    assert cache.get(f"words:{Audience.PUBLIC:d}:en")


def test_what_a_question_costs_is_bounded(practice, monkeypatch):
    asked = []
    monkeypatch.setattr(suggestions, "nearest_to", lambda word, known: asked.append(word))
    meant(" ".join(f"boarder{chr(97 + number)}" for number in range(20)))
    assert len(asked) == suggestions.MOST_REPLACED


def test_the_page_offers_a_link_and_keeps_the_filters(client, practice):
    page = client.get(reverse("practice-list"), {"q": "boarder", "country": "KE"}).content.decode()
    assert "Did you mean" in page
    assert 'href="/en/practices/?q=border&amp;country=KE"' in page
    assert "Did you mean" not in client.get(reverse("practice-list"), {"q": "border"}).content.decode()
