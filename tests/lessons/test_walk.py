"""A new kind costs a model, its forms, one declaration and one card template: everything shared works for it."""

import sys
from datetime import timedelta
from types import ModuleType

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.core import mail
from django.urls import clear_url_caches, include, path, reverse
from django.utils import timezone
from django.utils.html import strip_tags

from network import urls as portal
from network.accounts import data_protection
from network.alerts import planning, searches, sending
from network.alerts.models import Frequency
from network.catalogue import kinds
from network.catalogue.models import Entry
from network.catalogue.query import Query
from network.catalogue.urls import files_of, list_of
from network.moderation.apps import every_field_has_an_audience, every_kind_is_declared
from network.moderation.personal_data import register_kind
from network.moderation.urls import pages_of
from tests.alerts.factories import SubscriptionFactory
from tests.factories import UserFactory, a_moderator
from tests.lessons import views
from tests.lessons.declaration import LESSON
from tests.lessons.models import Lesson

pytestmark = pytest.mark.django_db

ANSWERS = {"title": "Mentors need mentors", "text": "We learned it late.", "topics": ["prisons"]}


@pytest.fixture(autouse=True)
def lessons(monkeypatch, settings):
    """The portal with the kind of lessons."""
    monkeypatch.setitem(kinds._registered, LESSON.code, LESSON)
    own = [
        list_of(LESSON),
        *files_of(LESSON.code, LESSON.path, LESSON),
        *pages_of(LESSON),
        path("me/lessons/new/", views.Edit.as_view(), {"step": "text"}, name="lesson-new"),
        path("me/lessons/<slug:key>/<slug:step>/", views.Edit.as_view(), name="lesson-edit"),
    ]
    module = ModuleType("tests.lessons.addresses")
    module.urlpatterns = [*i18n_patterns(path("", include(own))), *portal.urlpatterns]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    settings.ROOT_URLCONF = module.__name__
    register_kind(Lesson, erased="drafts deleted; published ones stay under a number", period="until you delete it")
    yield
    del data_protection.REGISTRY[Lesson]
    clear_url_caches()


def a_published_lesson(client):
    """A lesson that somebody wrote in the browser and a moderator approved."""
    author = UserFactory()
    client.force_login(author)
    client.post(reverse("lesson-new"), ANSWERS)
    lesson = Lesson.objects.get(author=author)
    client.post(reverse("lesson-edit", args=[lesson.key, "review"]))
    lesson.refresh_from_db()
    lesson.approve(a_moderator(), lesson.edits)
    client.logout()
    return lesson


def test_it_is_declared_in_full():
    assert every_kind_is_declared(None) == []
    assert every_field_has_an_audience(None) == []


def test_it_goes_from_the_form_to_the_list_and_its_page(client, member):
    lesson = a_published_lesson(client)
    for address in (
        reverse("lesson-list"),
        reverse("home"),
        reverse("search") + "?q=mentors",
        reverse("rss", args=["en", "lesson"]),
    ):
        assert lesson.title in strip_tags(client.get(address).content.decode()), address
    page = client.get(lesson.get_absolute_url()).content.decode()
    assert lesson.title in page
    assert lesson.text not in page
    client.force_login(member)
    assert lesson.text in client.get(lesson.get_absolute_url()).content.decode()


def test_followers_are_written_to(client, settings):
    follower = SubscriptionFactory(
        search=searches.store(Query(filters=(("kind", ("lesson",)),))), frequency=Frequency.AT_ONCE
    ).subscriber
    lesson = a_published_lesson(client)
    planning.plan_all(timezone.now() + 2 * timedelta(seconds=settings.ALERT_WINDOW_SECONDS))
    sending.send()
    letters = [letter for letter in mail.outbox if letter.to == [follower.email]]
    assert [lesson.title in letter.body and "LESSONS" in letter.body for letter in letters] == [True]


def test_its_author_finds_it_withdraws_it_and_is_erased(client):
    lesson = a_published_lesson(client)
    client.force_login(lesson.author)
    own = client.get(reverse("dashboard")).content.decode()
    assert lesson.title in own
    assert "Tell a lesson" in own
    (row,) = data_protection.export(lesson.author)["lessons.lesson"]
    assert row["text"] == lesson.text
    client.post(reverse("withdraw", args=[lesson.key]), {"reason": "Outdated."})
    assert not Entry.objects.filter(record=lesson.key).exists()
    assert client.get(lesson.get_absolute_url()).status_code == 404
    data_protection.erase(lesson.author, take_down=True)
    assert not Lesson.objects.exists()


def test_what_a_kind_leaves_out_is_named(monkeypatch):
    silent = kinds.Kind(code="silent", model=Lesson, path="silent/", facets=())
    monkeypatch.setitem(kinds._registered, "silent", silent)
    errors = [error.msg for error in every_kind_is_declared(None)]
    for name in ("label", "singular", "place", "is_person", "is_introduced", "is_syndicated", "contribution"):
        assert any(f"`{name}`" in error for error in errors), name
