"""Topics in the admin: a field for each language, and what staff edited stays when a release is loaded."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from network.catalogue.models import Rebuild, Topic, TopicGroup
from network.languages import Language
from tests.catalogue.terms import release, save_term
from tests.factories import PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    """The browser of somebody who may tend the vocabulary."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def topic():
    return Topic.objects.get(slug="prisons")


def form_of(answer):
    return answer.context["adminform"].form


def stored(topic):
    return Topic.objects.filter(pk=topic.pk).values("labels", "synonyms", "pillars", "group", "position", "name").get()


class TestForm:
    def test_each_language_has_its_fields_in_its_own_direction(self, staff, topic):
        page = staff.get(reverse("admin:catalogue_topic_change", args=[topic.pk])).content.decode()
        for language in Language:
            assert f"{language.label}</h2>" in page
        assert page.count('dir="rtl"') == 2
        assert page.count('lang="zh-hans" dir="ltr"') == 2
        assert '<textarea name="labels"' not in page

    def test_saving_the_page_as_it_stands_loses_and_changes_nothing(self, staff, topic):
        topic.labels |= {"sw": "Michezo"}
        topic.save()
        before = stored(topic)
        assert save_term(staff, topic).status_code == 302
        assert stored(topic) == before
        assert not Rebuild.objects.waiting().exists()

    def test_words_are_lines_and_each_is_kept_once(self, staff, topic):
        save_term(staff, topic, synonyms_fr="  football \r\n\r\nfutsal\r\nfootball", pillars=["2", "4"])
        after = stored(topic)
        assert after["synonyms"]["fr"] == ["football", "futsal"]
        assert after["pillars"] == [2, 4]
        assert Rebuild.objects.waiting().get().facet == "topic:prisons"

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("labels_ru", " ", "Enter “Name”."),
            ("labels_ru", "x" * 201, "Shorten this to 200 characters; it has 201."),
            ("labels_en", "SPORT as a tool for prevention", "This name is in the list already. Enter a different one."),
            ("synonyms_ar", "a\n" + "b" * 101, f"Shorten “{'b' * 101}”: a line may have up to 100 characters."),
            ("synonyms_en", "\n".join(map(str, range(51))), "Enter up to 50 lines."),
            ("pillars", [], "Choose an option for “pillars”."),
        ],
    )
    def test_what_cannot_be_taken_is_said_beside_the_field_and_stays_there(self, staff, topic, field, value, message):
        before = stored(topic)
        form = form_of(save_term(staff, topic, **{field: value}))
        assert form.errors == {field: [message]}
        assert form[field].value() == (value.strip() if field == "labels_ru" else value)
        assert stored(topic) == before


class TestRelease:
    def test_a_new_name_and_new_words_reach_what_nobody_edited(self, monkeypatch, tmp_path, topic):
        PracticeFactory.published()
        release(monkeypatch, tmp_path, prisons={"labels": {"fr": "Le sport"}, "synonyms": {"fr": ["judo"]}})
        after = stored(topic)
        assert (after["labels"]["fr"], after["synonyms"]["fr"]) == ("Le sport", ["judo"])
        assert after["labels"]["es"] == topic.labels["es"]
        assert Rebuild.objects.waiting().count() == 1

    def test_what_staff_edited_stays_and_the_other_languages_follow(self, staff, monkeypatch, tmp_path, topic):
        group = TopicGroup.objects.exclude(pk=topic.group_id).first()
        save_term(staff, topic, labels_fr="Sports", synonyms_en="parkour", synonyms_ru="", position=9, group=group.pk)
        edited = stored(topic)
        release(
            monkeypatch,
            tmp_path,
            prisons={
                "labels": {"fr": "Le sport", "es": "El deporte"},
                "synonyms": {"en": ["judo"], "ru": ["дзюдо"], "pt": ["judo"]},
            },
        )
        after = stored(topic)
        assert after == edited | {
            "labels": edited["labels"] | {"es": "El deporte"},
            "synonyms": edited["synonyms"] | {"pt": ["judo"]},
        }
        release(monkeypatch, tmp_path)
        assert stored(topic) == after, "loading again changes nothing"

    def test_an_edit_of_staff_is_no_reason_to_write_everything_anew(self, staff, topic):
        PracticeFactory.published()
        save_term(staff, topic, labels_fr="Sports")
        Rebuild.objects.all().delete()
        call_command("load_vocabulary", stdout=StringIO())
        assert not Rebuild.objects.exists()
        assert stored(topic)["labels"]["fr"] == "Sports"

    def test_the_form_says_what_staff_edited_and_who_enters_the_old_text_follows_again(
        self, staff, monkeypatch, tmp_path, topic
    ):
        as_loaded = topic.labels["fr"]
        save_term(staff, topic, labels_fr="Sports")
        page = staff.get(reverse("admin:catalogue_topic_change", args=[topic.pk])).content.decode()
        assert page.count("Edited by staff") == 1
        assert f"<bdi>{as_loaded}</bdi>" in page
        save_term(staff, topic, labels_fr=as_loaded)
        release(monkeypatch, tmp_path, prisons={"labels": {"fr": "Le sport"}})
        assert stored(topic)["labels"]["fr"] == "Le sport"

    def test_a_new_topic_stands_where_its_release_says(self, topic):
        Topic.objects.filter(pk=topic.pk).delete()
        call_command("load_vocabulary", stdout=StringIO())
        assert Topic.objects.get(slug="prisons").position == topic.position

    def test_a_new_topic_may_have_the_name_that_staff_gave_to_another(self, staff, topic):
        sport = Topic.objects.get(slug="sport-for-prevention")
        Topic.objects.filter(pk=sport.pk).delete()
        save_term(staff, topic, labels_en=sport.name)
        call_command("load_vocabulary", stdout=StringIO())
        assert Topic.objects.get(slug="sport-for-prevention").name == sport.name
