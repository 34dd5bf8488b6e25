"""Text is clean from the door on: whatever form, file or mail it comes by, and whoever wrote it."""

import copy
import json
import tomllib
import unicodedata
from xml.dom.minidom import parseString

import pytest
from django import forms
from django.contrib import admin
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils.xmlutils import SimplerXMLGenerator
from hypothesis import given
from hypothesis import strategies as st

from experts.models import Profile
from network import cleaning
from network.addresses import AddressField
from network.alerts import bounces
from network.alerts.models import MailEvent
from network.catalogue.management.commands.load_vocabulary import DATA
from network.catalogue.models import Topic
from network.catalogue.query import Query
from network.demo.loading import CONTENT
from network.forms import ONE_TIME_CODE, CleanField
from news.models import Article
from practices.models import Practice
from tests.factories import UserFactory
from tests.forms import typed
from tests.sweep import client_of

ANY = st.text(st.characters(exclude_categories=()) | st.sampled_from("\u200c\u200d\u200bक्षिم یe\u0301\u2329\r\n"))
DIRTY = "\x00\x08\x0b\x1f\x7f\x80\x9f\u202e\u202d\ufdd0\ufffe\U0010ffff\ud800"
INVISIBLE = "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\U000e0041"
UNWANTED_CATEGORIES = {"Cc", "Cs"}


def is_steady(text):
    return text == unicodedata.normalize("NFC", text)


class TestFunctions:
    @given(ANY)
    def test_one_line_has_nothing_invisible_but_joiners_and_stays_as_it_is(self, text):
        clean = cleaning.one_line(text)
        assert cleaning.one_line(clean) == clean
        assert is_steady(clean)
        assert not {unicodedata.category(letter) for letter in clean} & UNWANTED_CATEGORIES
        assert not set(clean) & set(DIRTY + INVISIBLE)
        assert cleaning.for_xml(clean) == clean

    @given(ANY)
    def test_lines_keep_breaks_and_tabs_and_stay_as_they_are(self, text):
        clean = cleaning.lines(text)
        assert cleaning.lines(clean) == clean
        assert is_steady(clean)
        controls = {letter for letter in clean if unicodedata.category(letter) in UNWANTED_CATEGORIES}
        assert controls <= {"\n", "\t"}
        assert not set(clean) & set(DIRTY)
        assert cleaning.for_xml(clean) == clean

    @given(ANY)
    def test_xml_takes_what_was_cleaned_for_it(self, text):
        clean = cleaning.for_xml(text)
        assert cleaning.for_xml(clean) == clean
        assert parseString(f"<a><![CDATA[{clean.replace(']]>', '')}]]></a>".encode())  # noqa: S318 - our own

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Nairobi\u200b", "Nairobi"),
            ("\ufeffNairobi\u200f", "Nairobi"),
            ("two\r\nlines\tand\x0bmore", "two lines and more"),
            ("e\u0301", "é"),
            ("e\u200b\u0301", "é"),
            ("evil\u202etxt.exe", "eviltxt.exe"),
            ("\u2066Nairobi\u2069", "Nairobi"),
            ("pay\u200cpal, pay\u200dpal", "paypal, paypal"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("می\u200c خواهم\u200c", "می خواهم"),
            ("می\u200c\u200c\u200cخواهم", "می\u200cخواهم"),
            ("क्\u200dष", "क्\u200dष"),
            ("👩\u200d🏫 and 🏳\ufe0f\u200d🌈", "👩\u200d🏫 and 🏳\ufe0f\u200d🌈"),
        ],
    )
    def test_one_line(self, typed, kept):
        assert cleaning.one_line(typed) == kept

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            (
                "One.\r\nTwo.\rThree.\x0bFour.\x0cFive.\u2028Six.\tSeven.",
                "One.\nTwo.\nThree.\nFour.\nFive.\nSix.\tSeven.",
            ),
            ("bell\x07 and\x85next", "bell and\nnext"),
            ("العربية\u200f (CT)\u200e", "العربية\u200f (CT)\u200e"),
            ("an\u202eoverride", "anoverride"),
        ],
    )
    def test_lines(self, typed, kept):
        assert cleaning.lines(typed) == kept


def all_forms() -> set:
    """Every class of form that the project or a part of it may show, with those that the admin makes."""
    get_resolver().url_patterns  # noqa: B018 - loads the forms of every room
    request = RequestFactory().get("/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    for model, model_admin in admin.site._registry.items():
        model_admin.get_changelist_form(request)
        model_admin.get_form(request, model(), change=True)
        for inline in model_admin.get_inline_instances(request):
            inline.get_formset(request, model())
    classes, found = [forms.BaseForm], set()
    for form in classes:
        found.add(form)
        classes += form.__subclasses__()
    return {form for form in found if getattr(form, "base_fields", None)}


def is_text(field):
    """Whether people type text into `field`, of which characters may be left out."""
    as_typed = isinstance(field.widget, forms.PasswordInput) or isinstance(field, AddressField)
    return isinstance(field, forms.CharField) and not as_typed and not isinstance(field, forms.JSONField)


@pytest.mark.django_db
class TestEveryForm:
    def test_none_reads_its_fields_past_the_cleaning(self):
        found = all_forms()
        assert len(found) > 60
        for form in found:
            probe = forms.Form(QueryDict())
            assert form.bound_field_class is None, form
            assert form.default_renderer is None, form
            probe.fields = copy.deepcopy(form.base_fields)
            for name in probe.fields:
                assert isinstance(probe[name], CleanField), (form, name)
        formsets = [BaseFormSet]
        for formset in formsets:
            formsets += formset.__subclasses__()
            assert not formset.__dict__.get("renderer"), formset

    def test_each_drops_what_nobody_typed_on_purpose(self):
        dirty, found = f"Na{DIRTY}{INVISIBLE}i\r\nro\tbi", 0
        for form in all_forms():
            data = QueryDict(mutable=True)
            for name, field in form.base_fields.items():
                data[name] = json.dumps(dirty) if isinstance(field, forms.JSONField) else dirty
            probe = forms.Form(data)
            probe.fields = copy.deepcopy(form.base_fields)
            for name, field in probe.fields.items():
                if is_text(field) or isinstance(field, forms.JSONField):
                    text = probe[name].data
                    assert not set(text) & set(DIRTY), (form, name)
                    if field.widget.attrs.get("autocomplete") == ONE_TIME_CODE:
                        assert text == "Nairobi", (form, name)
                    elif not isinstance(field.widget, forms.Textarea):
                        assert text.strip('"') == "Na i ro bi", (form, name)
                    found += 1
        assert found > 60

    def test_each_takes_what_nobody_sees_for_no_answer(self):
        found = 0
        for form in all_forms():
            names = [name for name, field in form.base_fields.items() if is_text(field)]
            for unseen in ("\u200e \u200f", "\u2800\u3164\u200b", "\u0301\ufe0f\n"):
                probe = forms.Form(dict.fromkeys(names, unseen))
                probe.fields = {name: copy.deepcopy(form.base_fields[name]) for name in names}
                assert not any(probe[name].data for name in names), form
                required = {name for name in names if probe.fields[name].required}
                assert required <= probe.errors.keys(), form
                found += len(required)
        assert found > 60

    def test_a_password_stays_as_it_was_typed(self):
        class Form(forms.Form):
            password = forms.CharField(widget=forms.PasswordInput, strip=False)

        form = Form({"password": " e\u0301\u200b\u202e "})
        assert form.is_valid()
        assert form.cleaned_data["password"] == " e\u0301\u200b\u202e "

    def test_json_is_cleaned_inside_its_escapes(self):
        class Form(forms.Form):
            labels = forms.JSONField()

        form = Form({"labels": r'{"e\u006e": "Pri\u0000son\u200b", "fr": ["\ud800x"], "n": 1}'})
        assert form.is_valid()
        assert form.cleaned_data["labels"] == {"en": "Prison", "fr": ["x"], "n": 1}

    @pytest.mark.parametrize("source", ["{", "[" * 100_000, "\x00", ""])
    def test_what_is_no_json_is_refused_beside_the_field(self, source):
        class Form(forms.Form):
            labels = forms.JSONField()

        assert Form({"labels": source}).errors.keys() == {"labels"}


@pytest.mark.django_db
class TestPages:
    def test_a_profile(self):
        user = UserFactory()
        answers = {
            "given_name": "A\u202emina\u200b",
            "role_name": "Trainer\x0b of\r\ntrainers",
            "original_language": "en",
        }
        client_of(user).post(reverse("profile-edit", args=["person"]), answers)
        profile = Profile.objects.get()
        assert (profile.given_name, profile.role_name) == ("Amina", "Trainer  of trainers")

    def test_a_practice_keeps_its_lines(self):
        client = client_of(UserFactory())
        client.post(
            reverse("practice-new"), {"title": "A", "summary": "One\x0bTwo\r\nThree\x07", "original_language": "en"}
        )
        assert Practice.objects.get().summary == "One\nTwo\nThree"

    def test_an_article_in_the_admin(self, editor):
        answers = {
            "title": "He\u200ball\u202eo\x0b",
            "summary": "a\x0bb",
            "original_language": "en",
            "published_on": "2026-01-01",
            "date_precision": "day",
        }
        client_of(editor).post(reverse("admin:news_article_add"), answers)
        article = Article.objects.get()
        assert (article.title, article.summary) == ("Heallo", "a\nb")

    def test_a_topic_in_the_admin(
        self,
    ):
        topic = Topic.objects.first()
        client = client_of(UserFactory(is_staff=True, is_superuser=True))
        address = reverse("admin:catalogue_topic_change", args=[topic.pk])
        answers = typed(client.get(address).context["adminform"].form, None)
        answers |= {"labels_en": "Pri\x00sons\u200b", "synonyms_en": "ja\x00il\u200b\x0bgaol"}
        assert client.post(address, answers).status_code == 302
        topic.refresh_from_db()
        assert (topic.labels["en"], topic.synonyms["en"]) == ("Prisons", ["jail", "gaol"])

    def test_saving_what_is_older_than_the_cleaning_untouched_is_no_change(self):
        from practices.forms import BasicsForm
        from tests.factories import PracticeFactory

        practice = PracticeFactory(summary="One\x0bTwo\r\nThree", title="Ti\u200btle")
        unchanged = BasicsForm(typed(BasicsForm(instance=practice), None), instance=practice)
        assert unchanged.is_valid()
        assert not unchanged.has_changed()


@pytest.mark.django_db
class TestElsewhere:
    def test_a_search(self):
        assert Query.parse(QueryDict("q=pri%E2%80%8Bson%0B%20mentor%C2%85s")).words == "prison mentor s"

    def test_what_a_mail_server_says(self):
        bounces.record("bounce", MailEvent.Kind.SOFT, event_id="1\x00", detail="5.2.2\x00 full\r\nof \x1b[31mmail")
        event = MailEvent.objects.get()
        assert (event.event_id, event.detail) == ("1", "5.2.2 full of [31mmail")

    def test_our_own_files_hold_nothing_that_would_be_dropped(self):
        for file in [*CONTENT.rglob("*.toml"), *DATA.rglob("*.json")]:
            source = file.read_text(encoding="utf-8")
            content = tomllib.loads(source) if file.suffix == ".toml" else json.loads(source)
            assert cleaning.every_text(content, cleaning.lines) == content, file.name

    def test_what_was_cleaned_can_be_written_as_xml(self):
        SimplerXMLGenerator().characters(cleaning.lines(DIRTY + INVISIBLE))
