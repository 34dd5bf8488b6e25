"""What a reader asks for, in the address, in words and in the index."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.catalogue import dimensions
from network.catalogue.audiences import Audience
from network.catalogue.query import Query
from network.catalogue.search import Search
from tests.factories import PracticeFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def parse(text, **fixed):
    return Query.parse(QueryDict(text), **fixed)


def test_equal_questions_are_equal_queries():
    assert parse("topic=b&topic=a&q=+x++y&junk=1") == parse("q=x y&topic=a&topic=b&topic=a")


def test_the_canonical_address_is_read_back_as_the_same_query():
    query = parse("q=prison staff&country=KE&country=UG&pillar=2")
    assert parse(query.encoded()) == query


def test_a_page_decides_its_own_kind():
    assert parse("kind=expert", kind="practice").codes("kind") == ("practice",)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*dimensions.codes(), "q", "page", "x"]), st.text(max_size=300), max_size=6))
def test_any_address_makes_a_query_with_a_sentence(parameters):
    data = QueryDict(mutable=True)
    data.update(parameters)
    query = Query.parse(data)
    assert query.in_words()
    assert Query.parse(QueryDict(query.encoded())) == query


def test_a_query_reads_as_a_sentence():
    query = parse("q=after-care&topic=prisons&country=KE&country=UG")
    sentence = query.in_words()
    assert "“after-care”" in sentence
    assert "Kenya or Uganda" in sentence


class TestMatching:
    def find(self, text, audience=Audience.PUBLIC):
        return {entry.title for entry in Search(parse(text), audience).hits}

    def test_dimensions_are_joined_by_and_values_by_or(self):
        PracticeFactory.published(title="Kenyan", related__countries=["KE"], related__topics=["prisons"])
        PracticeFactory.published(title="Ugandan", related__countries=["UG"], related__topics=["prisons"])
        PracticeFactory.published(title="Ghanaian", related__countries=["GH"], related__topics=["education"])
        assert self.find("country=KE&country=UG") == {"Kenyan", "Ugandan"}
        assert self.find("country=KE&country=GH&topic=education") == {"Ghanaian"}
        assert self.find("region=africa") == {"Kenyan", "Ugandan", "Ghanaian"}

    def test_an_unknown_code_matches_nothing(self):
        PracticeFactory.published()
        assert self.find("topic=no-such-topic") == set()
        assert self.find("when=whenever") == set()

    def test_words_are_found_by_their_stem_without_accents_and_by_synonyms(self):
        PracticeFactory.published(title="Réinsertion programmes", related__topics=["national-action-plans"])
        assert self.find("q=reinsertion programme") == {"Réinsertion programmes"}
        assert self.find("q=NAP") == {"Réinsertion programmes"}
        assert self.find("q=reinsertion -programme") == set()

    def test_chinese_is_found_inside_a_run_of_ideographs(self):
        PracticeFactory.published(title="预防暴力极端主义")
        assert self.find("q=极端主义") == {"预防暴力极端主义"}
        assert self.find("q=监狱系统") == set()

    def test_hidden_words_find_nothing(self):
        ProfileFactory.published(summary="Zanzibar-canary", audiences={})
        assert self.find("q=canary", Audience.PUBLIC) == set()
        assert len(self.find("q=canary", Audience.MEMBERS)) == 1


def test_facet_counts_are_exact():
    """Compared with counting by brute force, for every combination of two filters."""
    for number, (country, topics) in enumerate(
        [("KE", ["prisons"]), ("KE", ["education", "prisons"]), ("UG", ["education"]), ("GH", ["prisons"])]
    ):
        PracticeFactory.published(pillars=[number % 4 + 1], related__countries=[country], related__topics=topics)
    dimensions = ("pillar", "topic", "country", "region")
    for text in ["", "country=KE", "topic=prisons", "country=KE&topic=education", "country=KE&country=UG&pillar=2"]:
        query = parse(text)
        for facet in Search(query, Audience.PUBLIC, dimensions).facets:
            for choice in facet.choices:
                alone = query.without(facet.dimension).toggled(facet.dimension, choice.code)
                assert choice.count == Search(alone, Audience.PUBLIC).hits.count(), (text, facet.dimension, choice)
