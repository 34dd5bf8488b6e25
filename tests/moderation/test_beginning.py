"""A page that begins a record, sent twice, begins one."""

import pytest
from django.urls import reverse

from network.moderation import beginning
from news.models import Article, Event, Publication
from practices.models import Practice
from tests.factories import PracticeFactory, UserFactory
from tests.forms import typed
from tests.news.test_admin import answers

pytestmark = pytest.mark.django_db


def begun_page(client):
    """What a browser would send for the first page of a new practice."""
    return typed(client.get(reverse("practice-new")).context["form"], None) | {"title": "After-care"}


def test_a_practice_that_is_begun_by_a_double_click_is_one(as_user):
    client = as_user(UserFactory())
    page = begun_page(client)
    first, second = (client.post(reverse("practice-new"), page) for _time in range(2))
    practice = Practice.objects.get()
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert practice.edits == 1


def test_going_back_and_changing_what_was_begun_asks_and_then_changes_it(as_user):
    client = as_user(UserFactory())
    page = begun_page(client)
    client.post(reverse("practice-new"), page)
    asked = client.post(reverse("practice-new"), page | {"title": "Mentoring"})
    assert asked.status_code == 409
    assert [saved.text for saved in asked.context["saved"]] == ["After-care"]
    assert client.post(reverse("practice-new"), typed(asked.context["form"], None)).status_code == 302
    assert Practice.objects.get().title == "Mentoring"


def test_each_page_begins_one(as_user):
    client = as_user(UserFactory())
    for _time in range(2):
        client.post(reverse("practice-new"), begun_page(client))
    assert Practice.objects.count() == 2


@pytest.mark.parametrize("begins", ["", "x" * 22, "\x00", "somebody's"])
def test_nobody_chooses_a_key_or_takes_that_of_another(as_user, begins):
    theirs = PracticeFactory()
    client = as_user(UserFactory())
    token = beginning.token(theirs.key, theirs.author_id) if begins == "somebody's" else begins
    assert client.post(reverse("practice-new"), begun_page(client) | {"begins": token}).status_code == 302
    mine = Practice.objects.exclude(pk=theirs.pk).get()
    assert mine.key not in {theirs.key, begins}


def test_a_page_of_one_account_reserves_no_key_for_another(as_user):
    page = begun_page(as_user(UserFactory()))
    client = as_user(UserFactory())
    assert client.post(reverse("practice-new"), page | {"keep": "1"}).status_code == 409
    assert client.post(reverse("practice-new"), page).status_code == 302
    assert Practice.objects.get().key not in page["begins"]


@pytest.mark.parametrize("model", [Article, Publication, Event])
@pytest.mark.parametrize("button", ["_save", "_publish"])
def test_an_editorial_page_that_is_begun_by_a_double_click_is_one(as_user, editor, model, button):
    client, address = as_user(editor), reverse(f"admin:news_{model._meta.model_name}_add")
    begins = client.get(address).context["adminform"].form["begins"].value()
    for _time in range(2):
        assert client.post(address, answers(model, begins=begins, **{button: "1"})).status_code == 302
    page = model.objects.get()
    assert (page.edits, page.status) == (1, "submitted" if button == "_publish" else "draft")


def test_an_editorial_page_that_was_changed_before_it_came_again_is_compared(as_user, editor):
    client, address = as_user(editor), reverse("admin:news_article_add")
    begins = client.get(address).context["adminform"].form["begins"].value()
    client.post(address, answers(Article, begins=begins))
    asked = client.post(address, answers(Article, begins=begins, title="Rewritten"))
    form = asked.context["adminform"].form
    assert [saved.text for saved in asked.context["saved"]] == ["Centres meet"]
    change = reverse("admin:news_article_change", args=[Article.objects.get().pk])
    assert f'action="{change}"' in asked.content.decode()
    assert (
        client.post(change, answers(Article, title="Rewritten", read_edits=form["read_edits"].value())).status_code
        == 302
    )
    assert Article.objects.get().title == "Rewritten"
