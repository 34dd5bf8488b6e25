"""Good practices: written in steps, read on a page, found in a list."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from network.catalogue.audiences import Audience
from practices.models import Practice
from tests.factories import PracticeFactory, UserFactory
from tests.forms import rows, typed

pytestmark = pytest.mark.django_db


def edit(practice, step):
    return reverse("practice-edit", args=[practice.key, step])


STEPS = [
    ("basics", {"title": "After-care", "summary": "What it is.", "original_language": "en", "main_pillar": "1",
                "other_pillars": ["4"], "topics": ["prisons", "prr"]}),
    ("place", {"countries": ["KE"], "scope": "national", "practice_type": "project", "cooperation": "none",
               "started_year": "2016", "lead_institution": "Example Service", "lead_kind": "prison-service"}),
    ("story", {"challenge": "c", "objectives": "o", "approach": "a"}),
    ("results", {"results": "r", "evidence_level": "self-reported", "unintended_effects": "u", "enabling_factors": "e",
                 "hindering_factors": "h", **rows("sources", {"title": "Report", "year": "2019"}, {})}),
    ("attachments", rows("attachments")),
    ("rights", {"rights_safeguards": "s", "risks_if_copied": "k"}),
    ("sharing", {"modalities": ["study-visit"], "reach": "2", "accepts_licence": "on"}),
]  # fmt: skip


def test_a_practice_is_written_step_by_step_and_submitted(as_user):
    user = UserFactory()
    client = as_user(user)
    address = reverse("practice-new")
    for name, data in STEPS:
        response = client.post(address, data)
        assert response.status_code == 302, (name, response.context["form"].errors, response.context["formset"])
        practice = Practice.objects.get(author=user)
        address = response.url
    assert address == edit(practice, "review")
    assert practice.missing() == []
    assert practice.content()["sources"] == [{"title": "Report", "publisher": "", "year": 2019, "url": ""}]
    client.post(address)
    practice.refresh_from_db()
    assert practice.status == "submitted"


def test_the_practice_of_somebody_else_is_as_missing_as_none(as_user):
    practice = PracticeFactory()
    client = as_user(UserFactory())
    nowhere = reverse("practice-edit", args=["a" * 22, "basics"])
    for address in (edit(practice, "basics"), nowhere):
        assert client.get(address).status_code == 404
        assert client.post(address, {"title": "Mine now"}).status_code == 404


@pytest.mark.parametrize(
    ("step", "wrong", "field"),
    [
        ("place", {"started_year": "2016", "ended_year": "2010"}, "ended_year"),
        ("place", {"started_year": "16"}, "started_year"),
        ("place", {"started_year": "1944"}, "started_year"),
        ("place", {"started_year": str(timezone.now().year + 1)}, "started_year"),
        ("place", {"ended_year": str(timezone.now().year + 1)}, "ended_year"),
        ("basics", {"title": ""}, "title"),
        ("story", {"approach": "x" * 2501}, "approach"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(as_user, step, wrong, field):
    practice = PracticeFactory()
    data = dict(STEPS)[step] | wrong
    response = as_user(practice.author).post(edit(practice, step), data)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}


@pytest.mark.parametrize(
    ("field", "wrong"), [("url", "javascript:alert(1)"), ("year", str(timezone.now().year + 1)), ("year", "1")]
)
def test_a_source_that_nobody_can_check_is_refused(as_user, field, wrong):
    practice = PracticeFactory()
    data = dict(STEPS)["results"] | rows("sources", {"title": "x", field: wrong})
    response = as_user(practice.author).post(edit(practice, "results"), data)
    assert response.status_code == 422
    assert response.context["formset"].forms[0].errors.keys() == {field}


@pytest.mark.parametrize(
    ("button", "asked", "code"),
    [("find", "ivory", "CI"), ("enter", "COTE D’IVOIRE", "CI"), ("find", "türkiye", "TR"), ("enter", "turkey", "TR")],
)
def test_a_choice_is_found_by_other_names_without_a_script(as_user, button, asked, code):
    practice = PracticeFactory()
    client, address = as_user(practice.author), edit(practice, "place")
    data = {"countries": ["BR"], "partners": "zq-partner", "find-countries": asked, button: "countries"}
    shown = client.post(address, data)
    assert shown.status_code == 200
    assert set(re.findall('name="countries" value="(..)"', shown.content.decode())) == {"BR", code}
    assert "zq-partner" in shown.content.decode()
    practice.refresh_from_db()
    assert practice.partners != "zq-partner"


def test_the_enter_key_saves_where_no_choice_is_looked_for(as_user):
    practice = PracticeFactory()
    answers = dict(STEPS)["place"] | {"enter": "1", "find-countries": ""}
    assert as_user(practice.author).post(edit(practice, "place"), answers).status_code == 302


@pytest.mark.parametrize(("button", "leads_to"), [({}, "results"), ({"later": "1"}, "start")])
def test_a_row_in_which_an_answer_is_missing_stops_no_draft_from_being_saved(as_user, button, leads_to):
    practice = PracticeFactory()
    client, address = as_user(practice.author), edit(practice, "results")
    kept = practice.sources.get()
    whole, half = {"title": "Second", "year": "2020"}, {"publisher": "zq-publisher", "year": "2019"}
    named = {"id": kept.pk, "title": "First"}
    data = dict(STEPS)["results"] | {"results": "zq-results"} | rows("sources", named, half, whole, initial=1) | button
    assert client.post(address, data).url == edit(practice, leads_to)
    practice.refresh_from_db()
    assert practice.results == "zq-results"
    assert [source.title for source in practice.sources.all()] == ["First", "Second"]
    page = client.get(address)
    assert "Enter “title”." in page.content.decode() or "Enter “Title”." in page.content.decode()
    shown = page.context["formset"]
    assert [row["title"].value() for row in shown] == ["First", "Second", ""] or [
        row["title"].value() for row in shown
    ] == ["First", "Second", None]
    assert shown.forms[2]["publisher"].value() == "zq-publisher"
    assert client.post(edit(practice, "review")).status_code == 409
    again = typed(page.context["form"], shown) | {"sources-2-title": "Third", "kept": page.context["kept_times"]}
    assert client.post(address, again).url == edit(practice, "attachments")
    assert [source.title for source in practice.sources.all()] == ["First", "Second", "Third"]
    assert client.post(edit(practice, "review")).status_code == 302


def test_the_page_shows_safeguards_risks_criticism_and_sources(client):
    practice = PracticeFactory.published(criticism="Reported by observers in 2020.", is_contested=True)
    page = client.get(practice.get_absolute_url()).content.decode()
    for text in (
        practice.rights_safeguards,
        practice.risks_if_copied,
        practice.criticism,
        "Annual report",
        practice.code,
    ):
        assert text in page


def test_each_text_takes_its_direction_from_itself_and_not_from_the_heading_above(client):
    practice = PracticeFactory.published(challenge="Text in English.")
    page = client.get(practice.get_absolute_url().replace("/en/", "/ar/")).content.decode()
    assert '<div class="prose" lang="en" dir="ltr"><p>Text in English.</p>' in page
    assert '<div class="record-body">' in page


def test_a_practice_for_members_is_missing_for_others(client, member):
    practice = PracticeFactory.published(reach=Audience.MEMBERS)
    assert client.get(practice.get_absolute_url()).status_code == 404
    client.force_login(member)
    assert client.get(practice.get_absolute_url()).status_code == 200


def test_two_practices_of_the_same_name_have_two_addresses():
    first, second = PracticeFactory.published(title="Same"), PracticeFactory.published(title="Same")
    assert (first.slug, second.slug) == ("same", f"same-{second.code[3:]}")
    assert first.code != second.code


def test_an_unchanged_page_is_answered_with_304_until_something_is_published(client):
    practice = PracticeFactory.published()
    tag = client.get(practice.get_absolute_url()).headers["ETag"]
    assert client.get(practice.get_absolute_url(), headers={"if-none-match": tag}).status_code == 304
    PracticeFactory.published()
    assert client.get(practice.get_absolute_url(), headers={"if-none-match": tag}).status_code == 200


def test_a_signed_in_reader_is_never_answered_from_a_cache(as_user, member):
    practice = PracticeFactory.published()
    response = as_user(member).get(practice.get_absolute_url())
    assert response.headers["Cache-Control"] == "no-store, private"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("step", [name for name, _data in STEPS])
def test_each_step_shows_what_was_saved_and_saving_it_again_changes_nothing(as_user, step):
    practice = PracticeFactory.published()
    client = as_user(practice.author)
    before = practice.content()
    page = client.get(edit(practice, step))
    response = client.post(edit(practice, step), typed(page.context["form"], page.context["formset"]))
    assert response.status_code == 302, (response.context["form"].errors, response.context["formset"])
    practice = Practice.objects.get(pk=practice.pk)
    assert practice.content() == before
    assert practice.status == "published"


def test_the_same_new_source_sent_twice_is_stored_once(as_user):
    practice = PracticeFactory()
    client = as_user(practice.author)
    context = client.get(edit(practice, "results"), {"add": "1"}).context
    number = context["formset"].initial_form_count()
    answers = typed(context["form"], context["formset"]) | {f"sources-{number}-title": "Evaluation of 2020"}
    assert [client.post(edit(practice, "results"), answers).status_code for _time in range(2)] == [302, 302]
    assert practice.sources.filter(title="Evaluation of 2020").count() == 1
    response = client.post(edit(practice, "results"), answers | {f"sources-{number}-title": "Another"})
    assert response.status_code == 409
    assert "Another" in response.content.decode()
