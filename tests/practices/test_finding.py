"""Practices are found by what they rest on: evidence, scope, type, start year and endorsements."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from network.accounts.roles import Role
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.query import Query
from network.catalogue.search import Search
from network.verification import endorsing, tasks
from network.verification.models import Endorsement, FocalPoint
from practices import periods
from practices.models import EvidenceLevel, PracticeType, Scope
from tests.factories import PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db

OWN = ("type", "scope", "evidence", "period", "endorsed")


def search(text, audience=Audience.PUBLIC):
    return Search(Query.parse(QueryDict(text), kind="practice"), audience, kinds.get("practice").facets)


def titles(text, audience=Audience.PUBLIC):
    return {entry.title for entry in search(text, audience).hits}


def endorse(practice):
    mandate = FocalPoint.objects.create(user=UserFactory.staff(Role.FOCAL_POINT), country_id="KE", office="Office")
    endorsing.endorse(practice, mandate)


def test_each_filter_finds_what_it_says_and_counts_it():
    old = PracticeFactory.published(
        title="Old", evidence_level=EvidenceLevel.STUDY, scope=Scope.LOCAL, started_year=1998, ended_year=2003
    )
    PracticeFactory.published(title="New", practice_type=PracticeType.PROJECT, started_year=2016)
    endorse(old)
    assert titles("evidence=published-study") == titles("scope=local") == titles("period=before-2000") == {"Old"}
    assert titles("type=project") == titles("period=2015-2019") == {"New"}
    assert titles("endorsed=yes") == {"Old"}
    assert titles("evidence=published-study&type=project") == set()
    for text in ("", "scope=local", "evidence=self-reported&endorsed=yes", "period=2015-2019&country=KE"):
        query = search(text).query
        for facet in search(text).facets:
            for choice in facet.choices:
                alone = query.without(facet.dimension).toggled(facet.dimension, choice.code)
                assert choice.count == Search(alone, Audience.PUBLIC).hits.count(), (text, facet.dimension, choice)


def test_choices_of_an_enumeration_stand_in_its_order_and_have_names():
    for level in (EvidenceLevel.STUDY, EvidenceLevel.STUDY, EvidenceLevel.MONITORED):
        PracticeFactory.published(evidence_level=level)
    facet = next(facet for facet in search("").facets if facet.dimension == "evidence")
    assert [choice.label for choice in facet.choices] == ["Monitored", "Published study"]
    assert "strength of evidence: Monitored" in search("evidence=monitored").query.in_words()


def test_what_only_members_may_read_is_in_no_number_for_the_public():
    PracticeFactory.published(scope=Scope.INTERREGIONAL, reach=Audience.MEMBERS)
    assert titles("scope=interregional") == set()
    assert "scope" not in [facet.dimension for facet in search("").facets]
    assert len(titles("scope=interregional", Audience.MEMBERS)) == 1


def test_an_endorsement_that_ended_is_found_no_more():
    practice = PracticeFactory.published(title="Once endorsed", seeks_endorsement=True)
    endorse(practice)
    tasks.show_ended()
    assert titles("endorsed=yes") == {"Once endorsed"}
    Endorsement.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    tasks.show_ended()
    assert titles("endorsed=yes") == set()
    assert titles("") == {"Once endorsed"}


def test_rows_say_what_a_year_means(client):
    PracticeFactory.published(started_year=2019)
    PracticeFactory.published(started_year=2011, ended_year=2013)
    page = client.get(reverse("practice-list")).content.decode()
    assert "since 2019" in page
    assert "2011–2013" in page


def test_every_year_that_a_form_takes_lies_in_a_period_with_a_name():
    for year in range(1945, 2101):
        code = periods.period_of(year)
        assert code in periods.names(), year
        if year >= periods.FIRST:
            first, last = map(int, code.split("-"))
            assert first <= year <= last


def test_names_of_enumerations_are_no_words_to_be_found_by():
    PracticeFactory.published(scope=Scope.INTERREGIONAL)
    assert not Search(Query(words="interregional"), Audience.PUBLIC).hits.exists()
    assert "scope:interregional" in Entry.objects.first().facets
