"""What all forms say to people: what is wrong and where, what may stay empty, how long a text may be."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import MaxValueValidator
from django.forms import formset_factory
from hypothesis import given
from hypothesis import strategies as st

from network.forms import problems
from tests.forms import rows as sent

TOPICS = [("Prisons", [("prisons", "Prisons")]), ("Schools", [("schools", "Schools")])]


class Sample(forms.Form):
    """One field of each kind that members fill in."""

    title = forms.CharField(label="100% title", max_length=20)
    summary = forms.CharField(label="summary", max_length=10, widget=forms.Textarea, required=False)
    address = forms.URLField(label="address", required=False, assume_scheme="https")
    years = forms.IntegerField(label="years", required=False, validators=[MaxValueValidator(60)])
    topics = forms.MultipleChoiceField(label="topics", choices=TOPICS, widget=forms.CheckboxSelectMultiple)
    level = forms.ChoiceField(label="level", choices=[("1", "One")], error_messages={"required": "Say how well."})
    file = forms.FileField(label="file", required=False)


def said(field, value):
    """What the form says about one answer."""
    return Sample({field: [value] if value and field == "topics" else value}).errors[field][0]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Enter “100% title”."),
        ("summary", "x" * 12, "Shorten this to 10 characters; it has 12."),
        ("address", "http:/x", "Enter a full web address that starts with https://."),
        ("years", "61", "Enter a number up to 60."),
        ("topics", "", "Choose an option for “topics”."),
        ("topics", "armies", "Choose one of the options shown."),
        ("level", "", "Say how well."),
    ],
)
def test_a_message_says_what_to_do_in_the_words_of_the_label(field, value, message):
    assert said(field, value) == message


def test_the_summary_leads_to_the_first_control_of_each_field_and_takes_the_focus():
    page = str(Sample({"title": "", "level": "1"}))
    assert '<div class="error-summary" role="alert" tabindex="-1" autofocus>' in page
    assert '<a href="#id_title">Enter “100% title”.</a>' in page
    assert '<a href="#id_topics_0_0">Choose an option for “topics”.</a>' in page
    assert 'id="id_topics_0_0"' in page
    assert "error-summary" not in str(Sample())


def test_the_summary_names_the_row_of_a_wrong_answer():
    rows = formset_factory(Sample, extra=0)
    first = {"title": "x", "level": "1", "topics": ["prisons"]}
    found = list(problems(rows(sent("form", first, {"years": "99", "level": "1"}))))
    assert [(problem.anchor, problem.label) for problem in found] == [
        ("id_form-1-title", "100% title (row 2)"),
        ("id_form-1-years", "years (row 2)"),
        ("id_form-1-topics_0_0", "topics (row 2)"),
    ]


def test_what_may_stay_empty_is_marked_and_nothing_else():
    page = str(Sample())
    assert page.count("(optional)") == 4
    assert "required</span>" not in page


@given(st.text(min_size=21, max_size=60).filter(lambda text: len(text.strip()) > 20))
def test_a_long_text_comes_back_whole(text):
    """No browser is asked to cut it, and nothing of it is lost when it is shown again."""
    form = Sample({"title": text, "summary": text})
    assert not form.is_valid()
    assert "maxlength" not in str(form["title"])
    assert 'data-most="20"' in str(form["title"])
    assert form["title"].value() == form["title"].data


def test_a_limit_stands_beside_a_long_text_for_those_without_scripts():
    page = str(Sample()["summary"].as_field_group())
    assert '<div class="help" id="id_summary_limit">Up to 10 characters</div>' in page
    assert 'aria-describedby="id_summary_limit"' in page


def test_what_is_typed_has_its_own_direction():
    form = Sample()
    assert all('dir="auto"' in str(form[name]) for name in ("title", "summary"))
    assert "dir=" not in str(form["address"])


def test_a_file_that_came_with_a_wrong_form_has_to_be_chosen_again():
    form = Sample({"title": ""}, {"file": SimpleUploadedFile("plan.pdf", b"%PDF")})
    assert "Choose the file again" in str(form)
    assert "Choose the file again" not in str(Sample({"title": ""}))


def test_what_somebody_notes_stands_beside_the_field():
    form = Sample()
    form.notes = {"summary": "Which year?"}
    page = str(form["summary"].as_field_group())
    assert "Which year?" in page
    assert 'aria-describedby="id_summary_limit id_summary_note"' in page
