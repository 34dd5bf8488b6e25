"""Entries are written anew without anybody waiting, and a renamed topic is found under its new name."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse

from network.alerts import matching, searches
from network.alerts.models import Hit, Pivot, StoredSearch
from network.catalogue import index, text
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement, Country, Entry, Rebuild, Topic
from network.catalogue.query import Query
from network.catalogue.search import Search
from network.moderation import rebuilding, tasks
from tests.alerts.factories import SubscriptionFactory
from tests.catalogue.terms import save_term
from tests.factories import PracticeFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db


def rebuild(*arguments):
    said = StringIO()
    call_command("rebuild_index", *arguments, stdout=said)
    return said.getvalue()


def found(words):
    return {entry.record for entry in Search(Query(words=words), Audience.PUBLIC).hits}


def state():
    """All that entries say, but for their numbers."""
    fields = [field.attname for field in Entry._meta.fields if field.attname != "id"]
    return set(map(repr, Entry.objects.values_list(*fields)))


def test_rebuilding_writes_what_is_there_already_and_is_no_news():
    PracticeFactory.published()
    ProfileFactory.published()
    before, announcements = state(), Announcement.objects.count()
    assert rebuild().splitlines()[0] == "2 of 2"
    assert state() == before
    assert Announcement.objects.count() == announcements


def test_what_is_missing_or_wrong_is_written_and_what_has_no_record_goes():
    practice, profile = PracticeFactory.published(), ProfileFactory.published()
    before = state()
    Entry.objects.filter(record=practice.key).delete()
    Entry.objects.filter(record=profile.key).update(title="Not what was approved")
    for entry in Entry.objects.filter(record=profile.key):
        entry.pk, entry.record = None, "of-no-record"
        entry.save()
    rebuild()
    assert {line for line in state() if practice.key not in line} <= before
    assert Entry.objects.filter(record=practice.key).count() == 14
    assert not Entry.objects.filter(record="of-no-record").exists()


def test_one_kind_leaves_the_others_alone():
    PracticeFactory.published()
    ProfileFactory.published()
    Entry.objects.update(title="Not what was approved")
    rebuild("practice")
    assert set(Entry.objects.filter(title="Not what was approved").values_list("kind", flat=True)) == {"expert"}


def test_a_run_that_was_broken_off_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(rebuilding, "CHUNK", 1)
    practices = [PracticeFactory.published() for _number in range(3)]
    Entry.objects.update(title="Old")
    waiting = index.ask_for_rebuild()
    assert rebuilding.run(waiting.pk, most_chunks=1) is True
    assert Entry.objects.filter(title="Old").values("record").distinct().count() == 2
    assert rebuild().splitlines()[0] == "2 of 3"
    assert not Entry.objects.filter(title="Old").exists()
    assert not Rebuild.objects.waiting().exists()
    assert {practice.title for practice in practices} == set(Entry.objects.values_list("title", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_record_that_somebody_is_changing_is_written_later(roles):
    call_command("load_vocabulary", verbosity=0)
    practice, other = PracticeFactory.published(), PracticeFactory.published()
    Entry.objects.update(title="Old")
    elsewhere = connections.create_connection("default")
    try:
        elsewhere.set_autocommit(False)
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT 1 FROM moderation_record WHERE id = %s FOR UPDATE", [practice.pk])
        assert "1 records are being changed" in rebuild()
        assert set(Entry.objects.filter(title="Old").values_list("record", flat=True)) == {practice.key}
    finally:
        elsewhere.rollback()
        elsewhere.close()
    tasks.rebuild_index()
    assert not Entry.objects.filter(title="Old").exists()
    assert Rebuild.objects.latest("pk").done == 2
    assert found(practice.title) == {practice.key}
    assert found(other.title) == {other.key}


@pytest.fixture
def superuser(client):
    """The browser of somebody who may tend the vocabulary."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_a_renamed_topic_is_found_by_its_new_name_and_not_by_the_old(superuser, django_capture_on_commit_callbacks):
    practice, other = PracticeFactory.published(related__topics=["sport-for-prevention"]), PracticeFactory.published()
    Entry.objects.filter(record=other.key).update(title="Untouched")
    topic = Topic.objects.get(slug="sport-for-prevention")
    assert found("football") == {practice.key}
    tag = Client().get(reverse("practice-list")).headers["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        assert save_term(superuser, topic, synonyms_en="parkour", synonyms_fr="").status_code == 302
    assert found("parkour") == {practice.key}
    assert found("football") == set()
    assert Entry.objects.filter(record=other.key, title="Untouched").exists()
    work = Rebuild.objects.get(facet__gt="")
    assert (work.facet, work.done, work.total) == ("topic:sport-for-prevention", 1, 1)
    assert Client().get(reverse("practice-list"), headers={"if-none-match": tag}).status_code == 200
    assert "1" in superuser.get(reverse("admin:catalogue_rebuild_changelist")).content.decode()


def test_a_topic_saved_without_another_name_is_no_work(superuser, django_capture_on_commit_callbacks):
    topic = Topic.objects.get(slug="sport-for-prevention")
    with django_capture_on_commit_callbacks(execute=True):
        assert save_term(superuser, topic, position=topic.position + 1).status_code == 302
    assert not Rebuild.objects.filter(facet__gt="").exists()


def test_a_vocabulary_that_was_loaded_anew_is_work_only_where_names_changed():
    practice = PracticeFactory.published(related__countries=["CI"])
    call_command("load_vocabulary", stdout=StringIO())
    assert not Rebuild.objects.waiting().exists()
    country = Country.objects.get(code="CI")
    # As an earlier release had it.
    country.loaded["synonyms"] = country.synonyms = {}
    country.save()
    tasks.rebuild_index()
    call_command("load_vocabulary", stdout=StringIO())
    assert Rebuild.objects.waiting().count() == 1
    tasks.rebuild_index()
    assert found("Ivory Coast") == {practice.key}


@pytest.fixture
def words_are_cut_differently(monkeypatch):
    """The next edition: every word ends in 2."""

    def release():
        monkeypatch.setattr(text, "EDITION", text.EDITION + 1)
        monkeypatch.setattr(text, "word", lambda atom: f"{atom}2")
        text.indexed.cache_clear()

    yield release
    text.indexed.cache_clear()


def test_a_release_that_cuts_words_differently_has_everything_written_anew(words_are_cut_differently):
    PracticeFactory.published(title="Football")
    SubscriptionFactory(asks="q=football")
    Rebuild.objects.all().delete()
    tasks.rebuild_index()
    tasks.rebuild_index()
    assert Rebuild.objects.count() == 1, "once for each edition"
    words_are_cut_differently()
    tasks.rebuild_index()
    assert found("football"), "both sides are cut in the same way"
    assert Pivot.objects.get().key == "en word:footbal"
    searches.refile_outdated()
    assert set(Pivot.objects.values_list("key", flat=True)) == {"en word:football2"}
    assert StoredSearch.objects.get().edition == text.EDITION
    PracticeFactory.published(title="Football again")
    matching.match_all()
    assert Hit.objects.count() == 1


def test_nothing_is_written_where_nothing_is_listed():
    Rebuild.objects.all().delete()
    tasks.rebuild_index()
    assert not Rebuild.objects.exists()
