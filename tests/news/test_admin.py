"""What editors, and only they, do in the admin."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.accounts.roles import Role
from network.moderation.models import NotPossible, Record, Status
from news.models import Article, Event, Publication
from tests.factories import UserFactory
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory, an_editor

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("model", [Article, Publication, Event])
FACTORIES = {Article: ArticleFactory, Publication: PublicationFactory, Event: EventFactory}
SHARED = {
    "title": "Centres meet",
    "summary": "Two sentences.",
    "body": "The story.",
    "original_language": "en",
    "pillars": ["2", "4"],
    "topics": ["prisons", "prr"],
    "countries": ["KE"],
    "read_edits": "0",
}
SPECIAL = {
    Article: {"published_on": "2026-03-05", "date_precision": "day"},
    Publication: {
        "published_on": "2015-12-24",
        "date_precision": "month",
        "symbol": "A/70/674",
        "url": "https://documents.example/a-70-674",
        "languages": ["ar"],
    },
    Event: {"starts_on": "2030-05-10", "start_time": "09:00", "end_time": "17:30", "timezone": "Africa/Nairobi"},
}


def at(model, view, *args):
    """The address of an admin page."""
    return reverse(f"admin:news_{model._meta.model_name}_{view}", args=args)


def answers(model, **changes):
    """A form filled in for `model`."""
    return {**SHARED, **SPECIAL[model], **changes}


def shown(page):
    """What everybody sees of `page` now."""
    return type(page).objects.get(pk=page.pk).card(2)


@KINDS
def test_an_editor_saves_a_draft_that_nobody_sees(as_user, editor, model):
    as_user(editor).post(at(model, "add"), answers(model, _continue="1"))
    page = model.objects.get()
    assert (page.author, page.status, page.live, page.edits) == (editor, Status.DRAFT, None, 1)
    assert page.pillars == [2, 4]
    assert set(page.topics.slugs()) == {"prisons", "prr"}
    assert [country.code for country in page.countries.all()] == ["KE"]


@pytest.fixture
def colleague(db):
    """A second editor, who publishes what the first one wrote."""
    return UserFactory.staff(Role.EDITOR)


@KINDS
def test_an_editor_hands_in_and_a_colleague_publishes_with_one_button(client, as_user, editor, colleague, model):
    as_user(editor).post(at(model, "add"), answers(model, _publish="1"))
    page = model.objects.get()
    assert (page.status, page.live) == (Status.SUBMITTED, None)
    change = answers(model, read_edits=str(page.edits), _publish="1")
    client.post(at(model, "change", page.pk), change)
    assert shown(page) is None
    assert "Waiting for a colleague" in client.get(at(model, "changelist")).content.decode()
    as_user(colleague).post(at(model, "change", page.pk), change)
    page.refresh_from_db()
    card = shown(page)
    assert page.status == Status.PUBLISHED
    assert (card.title, card.topics, card.countries) == ("Centres meet", ("prisons", "prr"), ("KE",))
    client.logout()
    assert client.get(page.get_absolute_url()).status_code == 200


@KINDS
def test_an_edit_waits_until_it_is_published(as_user, colleague, model):
    page = FACTORIES[model].published(title="Approved", author=UserFactory.staff(Role.EDITOR))
    client = as_user(colleague)
    change = answers(model, title="Rewritten", read_edits=str(page.edits))
    client.post(at(model, "change", page.pk), {**change, "_continue": "1"})
    assert shown(page).title == "Approved"
    assert "Published, with unpublished changes" in client.get(at(model, "changelist")).content.decode()
    client.post(at(model, "change", page.pk), {**change, "read_edits": str(page.edits + 1), "_publish": "1"})
    assert shown(page).title == "Rewritten"
    assert "Published, with unpublished changes</td>" not in client.get(at(model, "changelist")).content.decode()


@pytest.mark.parametrize(
    ("model", "field", "changes"),
    [
        (Event, "starts_on", {"starts_on": "0001-01-01", "timezone": "Asia/Tokyo"}),
        (Event, "starts_on", {"starts_on": "9999-12-31", "timezone": "America/Los_Angeles"}),
        (Event, "ends_on", {"ends_on": "2101-01-01", "timezone": "America/Los_Angeles"}),
        (Article, "published_on", {"published_on": "1944-12-31"}),
        (Publication, "published_on", {"published_on": "2101-01-01"}),
    ],
)
def test_a_date_before_1945_or_after_2100_is_refused_beside_its_field(as_user, editor, model, field, changes):
    response = as_user(editor).post(at(model, "add"), answers(model, **changes))
    assert field in response.context["adminform"].form.errors
    assert not model.objects.exists()


@pytest.mark.parametrize(
    ("day", "timezone"), [("1945-01-01", "Pacific/Kiritimati"), ("2100-12-31", "Pacific/Pago_Pago")]
)
def test_the_first_and_the_last_day_are_taken_in_every_time_zone(as_user, editor, day, timezone):
    client = as_user(editor)
    client.post(at(Event, "add"), answers(Event, starts_on=day, timezone=timezone))
    Event.objects.get().full_clean()
    assert client.get(at(Event, "changelist")).status_code == 200


def test_an_event_that_is_imported_lies_in_those_years_too(editor):
    far = datetime(9999, 12, 31, tzinfo=UTC)
    with pytest.raises(ValidationError) as refused:
        Event(author=editor, starts_at=far, ends_at=far).full_clean()
    assert {"starts_at", "ends_at"} <= refused.value.message_dict.keys()
    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory(author=editor, starts_at=far, ends_at=far)


def test_saving_without_a_change_is_no_edit(as_user, editor):
    article = ArticleFactory.published()
    form = as_user(editor).get(at(Article, "change", article.pk)).context["adminform"].form
    data = {name: value for name in form.fields if (value := form[name].value()) is not None}
    as_user(editor).post(at(Article, "change", article.pk), {**data, "_continue": "1"})
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED


def test_publishing_what_has_not_changed_says_so(as_user, editor):
    article = ArticleFactory.published()
    client = as_user(editor)
    form = client.get(at(Article, "change", article.pk)).context["adminform"].form
    data = {name: value for name in form.fields if (value := form[name].value()) is not None}
    response = client.post(at(Article, "change", article.pk), {**data, "_publish": "1"}, follow=True)
    assert "There are no changes to submit." in response.content.decode()
    assert article.versions.count() == 1


def test_what_another_editor_saved_meanwhile_is_not_overwritten(as_user, editor):
    article = ArticleFactory(title="First")
    article.title = "By somebody else"
    article.touch()
    response = as_user(editor).post(at(Article, "change", article.pk), answers(Article, read_edits="0"))
    assert "Your text has not been saved" in response.content.decode()
    article.refresh_from_db()
    assert article.title == "By somebody else"


@KINDS
def test_an_editor_withdraws_with_a_reason_and_a_colleague_publishes_again(client, as_user, editor, colleague, model):
    page = FACTORIES[model].published()
    as_user(editor)
    assert client.post(at(model, "withdraw", page.pk), {"reason": ""}).status_code == 422
    assert shown(page)
    client.post(at(model, "withdraw", page.pk), {"reason": "Cancelled."})
    assert shown(page) is None
    page.refresh_from_db()
    assert page.last_decision.reason == "Cancelled."
    assert "Withdrawn" in client.get(at(model, "changelist")).content.decode()
    page.publish(colleague)
    assert shown(page)


@KINDS
@pytest.mark.parametrize("view", ["change", "withdraw"])
def test_what_was_typed_is_kept_when_somebody_else_holds_the_page(as_user, editor, monkeypatch, model, view):
    page = FACTORIES[model].published()

    def lock(record, attempts=1):
        raise NotPossible("Someone else is changing this.")

    monkeypatch.setattr(Record, "lock", lock)
    typed = answers(model, title="Typed for an hour", read_edits=str(page.edits), reason="Typed for an hour")
    response = as_user(editor).post(at(model, view, page.pk), typed)
    content = response.content.decode()
    assert response.status_code in {200, 409}
    assert "Someone else is changing this." in content
    assert "Typed for an hour" in content
    assert shown(page).title == page.title


def test_opening_the_page_of_withdrawal_withdraws_nothing(as_user, editor):
    article = ArticleFactory.published()
    assert as_user(editor).get(at(Article, "withdraw", article.pk)).status_code == 200
    assert shown(article)


@KINDS
def test_any_editor_previews_what_is_saved(as_user, model):
    page = FACTORIES[model](title="Not yet public")
    response = as_user(an_editor()).get(at(model, "preview", page.pk))
    assert "Not yet public" in response.content.decode()


@KINDS
@pytest.mark.parametrize("view", ["changelist", "add", "change", "preview", "withdraw", "history"])
@pytest.mark.parametrize("who", ["moderator", "member", "nobody"])
def test_nobody_else_enters(request, client, model, view, who):
    page = FACTORIES[model].published()
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    address = at(model, view, *([page.pk] if view not in {"changelist", "add"} else []))
    # Who is signed out is led to sign in, or shown what was typed, to send it once more.
    refusals = {"moderator": {403, 405}, "member": {302}, "nobody": {302, 403}}[who]
    for response in (client.get(address), client.post(address, answers(model, reason="No.", _publish="1"))):
        assert response.status_code in refusals
    assert model.objects.count() == 1
    assert shown(page).title == page.title


def test_nobody_deletes(as_user, editor):
    article = ArticleFactory.published()
    assert as_user(editor).post(at(Article, "delete", article.pk), {"post": "yes"}).status_code == 403


def test_the_list_says_who_edited_last_without_an_address(as_user, editor):
    other = UserFactory.staff("editors")
    article = ArticleFactory(author=other)
    client = as_user(editor)
    assert f"user-{other.pk}" in client.get(at(Article, "changelist")).content.decode()
    client.post(at(Article, "change", article.pk), answers(Article, _continue="1"))
    content = client.get(at(Article, "changelist")).content.decode()
    assert f"user-{editor.pk}" in content
    assert f"user-{other.pk}" not in content
    assert other.email not in content


@pytest.mark.parametrize(("state", "title"), [("draft", "D"), ("published", "P"), ("changed", "C"), ("withdrawn", "W")])
def test_the_list_is_filtered_by_state(as_user, editor, state, title):
    ArticleFactory(title="D")
    ArticleFactory.published(title="P")
    ArticleFactory.published(title="C").touch()
    ArticleFactory.published(title="W").withdraw(editor, "Wrong.")
    response = as_user(editor).get(at(Article, "changelist"), {"state": state})
    assert [page.title for page in response.context["cl"].result_list] == [title]


@KINDS
def test_the_list_costs_the_same_number_of_queries_however_long(as_user, editor, model):
    client = as_user(editor)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(model, "changelist")).status_code == 200
        return len(queries)

    FACTORIES[model].published()
    cost()
    few = cost()
    for _number in range(10):
        FACTORIES[model].published()
    assert cost() == few


def test_an_event_without_times_takes_whole_days(as_user, editor):
    data = answers(Event, start_time="", end_time="", ends_on="2030-05-12", timezone="Asia/Kuala_Lumpur")
    as_user(editor).post(at(Event, "add"), {**data, "_publish": "1"})
    event = Event.objects.get()
    assert event.all_day
    assert event.starts_at == datetime(2030, 5, 9, 16, 0, tzinfo=UTC)
    assert event.ends_at == datetime(2030, 5, 12, 15, 59, 59, tzinfo=UTC)


def test_the_times_of_an_event_are_those_of_its_zone(as_user, editor):
    client = as_user(editor)
    client.post(at(Event, "add"), answers(Event, _continue="1"))
    event = Event.objects.get()
    assert event.starts_at == datetime(2030, 5, 10, 6, 0, tzinfo=UTC)
    assert not event.all_day
    form = client.get(at(Event, "change", event.pk)).context["adminform"].form
    assert form.initial["starts_on"] == date(2030, 5, 10)
    content = client.get(at(Event, "change", event.pk)).content.decode()
    assert re.search(r'type="time"[^>]*value="09:00"', content)
    assert re.search(r'type="date"[^>]*value="2030-05-10"', content)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2030-05-09"}, "ends_on"),
        ({"start_time": ""}, "start_time"),
        ({"ends_on": "2030-05-11", "end_time": ""}, "end_time"),
        ({"end_time": "08:00"}, "end_time"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"starts_on": "soon"}, "starts_on"),
    ],
)
def test_times_that_make_no_sense_are_explained_beside_the_field(as_user, editor, changes, field):
    response = as_user(editor).post(at(Event, "add"), answers(Event, **changes))
    assert response.context["adminform"].form.errors.keys() == {field}
    assert not Event.objects.exists()


@KINDS
def test_admin_pages_need_no_inline_script_or_style(as_user, editor, model):
    page = FACTORIES[model].published()
    client = as_user(editor)
    for view in ("changelist", "add", "change", "withdraw", "history"):
        args = [page.pk] if view in {"change", "withdraw", "history"} else []
        content = client.get(at(model, view, *args)).content.decode()
        assert not re.search(r"<script(?![^>]*\b(?:src|type=\"application/json\")[^>]*>)", content)
        assert not re.search(r"<[^>]+\s(?:style|on\w+)=", content)
        assert "<style" not in content
