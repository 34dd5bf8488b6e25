"""Writing a record: the list of its steps, rows that are added and removed, and all answers before submission."""

import re
from html import unescape

import pytest
from django.urls import reverse

from experts import views as experts
from experts.models import Profile
from network.moderation.answers import State, sections
from network.moderation.editing import EditRecord
from practices import views as practices
from practices.models import Practice
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.forms import rows, typed

pytestmark = pytest.mark.django_db

KINDS = {Profile: (experts, ProfileFactory), Practice: (practices, PracticeFactory)}


def step(practice, name):
    return reverse("practice-edit", args=[practice.key, name])


def text_of(response):
    """What a reader sees of a page."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", response.content.decode())).split())


def states(record):
    steps = KINDS[type(record)][0].Edit.steps
    return {section.step.slug: section.state for section in sections(record, steps)}


# What fits in the line of a list beside two others.
LONGEST_NAME = 60


def every_step():
    """The steps in which records of any kind are written."""
    edits = [edit for edit in EditRecord.__subclasses__() if edit.__module__ != "tests.lessons.views"]
    assert len(edits) >= 5
    return [step for edit in edits for step in edit.steps]


def test_what_is_missing_is_named_in_a_few_words():
    for step in every_step():
        model = step.form._meta.model
        (section,) = sections(model(author=UserFactory()), [step])
        names = [str(answer.short_label) for answer in section.answers]
        assert [name for name in names if len(name) > LONGEST_NAME] == []


def test_consent_is_asked_for_in_full_and_missing_in_short(as_user):
    profile = ProfileFactory(consented_at=None)
    client = as_user(profile.user)
    start = text_of(client.get(reverse("profile-edit", args=["start"])))
    assert "Missing: Agreement to be listed" in start
    assert "I agree to be listed" not in start
    assert "I agree to be listed" in text_of(client.get(reverse("profile-edit", args=["visibility"])))


def test_what_is_ready_looks_unlike_what_has_to_be_changed(as_user, moderator):
    practice = PracticeFactory.submitted()
    practice.return_to_author(moderator, practice.edits, "Name the year.")
    page = as_user(practice.author).get(step(practice, "start")).content.decode()
    assert re.search(r'class="status status-ready"[^>]*>Ready to submit', page)


@pytest.mark.parametrize("model", KINDS)
def test_every_required_answer_is_asked_for_in_a_step(model):
    user = UserFactory()
    record = Profile(user=user, author=user) if model is Profile else Practice.objects.create(author=user)
    asked = [answer for section in sections(record, KINDS[model][0].Edit.steps) for answer in section.missing]
    assert len(asked) == len(record.missing()) > 9
    assert State.DONE not in states(record).values()


@pytest.mark.parametrize("model", KINDS)
def test_a_record_that_lacks_nothing_has_no_step_that_waits(model):
    assert set(states(KINDS[model][1]()).values()) <= {State.DONE, State.OPTIONAL}


def test_the_list_of_steps_says_how_far_each_is_and_leads_to_what_is_missing(as_user):
    practice = PracticeFactory(results="")
    page = as_user(practice.author).get(practice.get_edit_url())
    assert states(practice) == {
        "basics": State.DONE,
        "place": State.DONE,
        "story": State.DONE,
        "results": State.INCOMPLETE,
        "attachments": State.OPTIONAL,
        "rights": State.DONE,
        "sharing": State.DONE,
    }
    assert f'href="{step(practice, "results")}#id_results"' in page.content.decode()
    assert "Before you can submit, 1 answer is needed." in text_of(page)


def test_somebody_without_a_profile_sees_what_will_be_asked(as_user):
    page = as_user(UserFactory()).get(reverse("profile"), follow=True)
    assert reverse("profile-edit", args=["visibility"]) in page.content.decode()
    assert not Profile.objects.exists()


def test_all_answers_are_shown_in_words_and_each_can_be_changed_from_there(as_user):
    practice = PracticeFactory(lessons="")
    client = as_user(practice.author)
    page = client.get(step(practice, "review"))
    text = text_of(page)
    for answer in ("Kenya", "Government programme", "Annual report · Example Prison Service · 2019", "No answer"):
        assert answer in text
    assert "Change : Start year" in text
    change = f"{step(practice, 'place')}?review=1"
    assert f'href="{change}#id_started_year"' in page.content.decode()
    context = client.get(change).context
    assert client.post(change, typed(context["form"], context["formset"])).url == step(practice, "review")


def test_what_is_missing_is_a_link_to_its_field_and_nothing_can_be_submitted(as_user):
    practice = PracticeFactory(related__topics=[], licence_accepted_at=None)
    page = as_user(practice.author).get(step(practice, "review")).content.decode()
    for where in ("basics/?review=1#id_topics_0_0", "sharing/?review=1#id_accepts_licence"):
        assert f'{practice.key}/{where}">' in page
    assert ">Submit for review<" not in page


def test_a_text_of_another_language_and_marks_is_shown_as_it_was_typed(as_user):
    practice = PracticeFactory(challenge="<b>قالوا</b>\n\nنعم")
    page = as_user(practice.author).get(step(practice, "review")).content.decode()
    assert '<div dir="auto"><p>&lt;b&gt;قالوا&lt;/b&gt;</p>\n\n<p>نعم</p></div>' in page


def test_the_step_says_where_it_stands(as_user):
    practice = PracticeFactory()
    page = as_user(practice.author).get(step(practice, "story"))
    assert "Step 3 of 7: What was done" in text_of(page)
    assert step(practice, "start") in page.content.decode()


def test_a_row_is_added_by_saving_where_there_is_no_script(as_user):
    practice = PracticeFactory()
    client = as_user(practice.author)
    page = client.get(step(practice, "results"))
    assert len(page.context["formset"].forms) == 1
    answers = typed(page.context["form"], page.context["formset"]) | {"add": "1"}
    response = client.post(step(practice, "results"), answers)
    assert response.url == f"{step(practice, 'results')}?add=1#id_sources-1-title"
    more = client.get(response.url).content.decode()
    assert 'id="id_sources-1-title"' in more
    assert "sources-__prefix__-title" in more


def test_a_step_without_rows_stays_where_it_is_asked_for_one(as_user):
    practice = PracticeFactory()
    client = as_user(practice.author)
    page = client.get(step(practice, "story"))
    answers = typed(page.context["form"], page.context["formset"]) | {"add": "1"}
    assert client.post(step(practice, "story"), answers).url == step(practice, "story")


def test_files_are_added_one_at_a_time(as_user):
    practice = PracticeFactory()
    page = as_user(practice.author).get(step(practice, "attachments")).content.decode()
    assert 'name="attachments-0-file"' in page
    assert "__prefix__" not in page


def test_a_row_that_was_removed_before_it_was_saved_is_not_asked_about(as_user):
    practice = PracticeFactory()
    practice.sources.all().delete()
    wrong = {"url": "nowhere", "DELETE": "on"}
    response = as_user(practice.author).post(
        step(practice, "results"),
        {"results": "x" * 1501, "evidence_level": "monitored", **rows("sources", wrong, {"title": "Report"})},
    )
    assert [problem.anchor for problem in response.context["problems"]] == ["id_results"]
    assert response.content.decode().count('<div class="row" hidden>') == 1


def test_saving_for_later_leads_to_the_list_of_steps(as_user):
    practice = PracticeFactory()
    response = as_user(practice.author).post(step(practice, "story"), {"later": "1"})
    assert response.url == step(practice, "start")


def test_what_was_withdrawn_can_be_submitted_as_it_is(as_user):
    practice = PracticeFactory.published()
    practice.withdraw(practice.author, "A pause.")
    client = as_user(practice.author)
    assert ">Submit for review<" in client.get(step(practice, "review")).content.decode()
    client.post(step(practice, "review"))
    practice.refresh_from_db()
    assert practice.status == "submitted"


def test_what_was_saved_for_later_is_named(as_user):
    practice = PracticeFactory(title="After-care in Mombasa")
    client = as_user(practice.author)
    page = client.get(step(practice, "basics")).context
    sent = typed(page["form"], page["formset"]) | {"later": "1"}
    assert "“After-care in Mombasa” has been saved." in text_of(
        client.post(step(practice, "basics"), sent, follow=True)
    )


def test_what_has_no_title_yet_is_not_called_by_its_key(as_user):
    practice = PracticeFactory(title="")
    client = as_user(practice.author)
    assert f">{practice.key}<" not in client.get(reverse("dashboard")).text
    page = client.get(step(practice, "place")).context
    sent = typed(page["form"], page["formset"]) | {"later": "1"}
    assert "“Good practice” has been saved." in text_of(client.post(step(practice, "place"), sent, follow=True))
