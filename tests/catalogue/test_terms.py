"""Countries, languages, forms of cooperation and types of institution in the admin, as topics are."""

import pytest
from django.test import Client
from django.urls import reverse

from network.catalogue.models import Country, Entry, InstitutionKind, Modality, Rebuild, SpokenLanguage
from network.languages import Language
from tests.catalogue.terms import form_address, save_term, with_file
from tests.factories import OpportunityFactory, PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db

# Data file → a term of it, and what it is called there: the key of its code and that of its names.
TERMS = {
    "countries": (Country, "KE", "code", "names"),
    "languages": (SpokenLanguage, "sw", "code", "names"),
    "modalities": (Modality, "mentoring", "slug", "labels"),
    "institution_kinds": (InstitutionKind, "police", "slug", "labels"),
}
every_list = pytest.mark.parametrize("file", TERMS)


@pytest.fixture
def staff(client):
    """The browser of somebody who may tend the vocabulary."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def term_of(file):
    model, code, *_names = TERMS[file]
    return model.objects.get(pk=code)


def practices():
    return Client().get(reverse("practice-list")).content.decode()


def test_a_new_name_stands_beside_the_list_at_once_and_in_rows_after_the_rebuild(
    staff, django_capture_on_commit_callbacks
):
    PracticeFactory.published(related__countries=["KE"])
    offer = OpportunityFactory.published(related__for_countries=["KE"])
    with django_capture_on_commit_callbacks() as rebuilding:
        assert (
            save_term(staff, term_of("countries"), labels_en="Land of lions", synonyms_en="zebras").status_code == 302
        )
    before = practices()
    assert "Land of lions" in before
    assert ">Kenya<" in before
    for callback in rebuilding:
        callback()
    assert ">Kenya<" not in practices()
    assert "For Land of lions" in Entry.objects.filter(record=offer.key, language="en").first().notes
    assert ">Land of lions<" in Client().get(reverse("practice-list"), {"q": "zebras"}).content.decode()


@every_list
def test_what_staff_edited_stays_and_the_other_languages_follow(staff, monkeypatch, tmp_path, file):
    term = term_of(file)
    assert save_term(staff, term, labels_fr="Nouveau nom").status_code == 302
    _model, code, key, names = TERMS[file]

    def change(content):
        item = next(item for item in content if item[key] == code)
        item[names] |= {"fr": "Autre", "es": "Otro"}

    with_file(monkeypatch, tmp_path, file, change)
    after = term_of(file)
    assert after.labels == term.labels | {"fr": "Nouveau nom", "es": "Otro"}
    assert after.position == term.position
    assert "Edited by staff" in staff.get(form_address(term)).content.decode()


@every_list
def test_entries_are_written_anew_where_a_term_was_renamed(staff, file):
    term = term_of(file)
    save_term(staff, term)
    assert not Rebuild.objects.waiting().exists()
    save_term(staff, term, labels_pt="Novo nome")
    facets = {"languages": "language:sw", "modalities": "modality:mentoring", "institution_kinds": "institution:police"}
    assert Rebuild.objects.waiting().get().facet == facets.get(file, "")


@every_list
def test_codes_stay_and_terms_are_neither_added_nor_deleted(staff, file):
    term = term_of(file)
    save_term(staff, term, code="zz", alpha3="ZZZ")
    assert type(term).objects.filter(pk=term.pk).count() == 1
    assert not type(term).objects.filter(pk="zz").exists()
    model = term._meta.model_name
    assert staff.post(reverse(f"admin:catalogue_{model}_add"), {"code": "zz"}).status_code == 403
    assert staff.post(reverse(f"admin:catalogue_{model}_delete", args=[term.pk]), {"post": "yes"}).status_code == 403


@every_list
def test_each_language_has_a_field_and_only_what_is_searched_by_more_has_words(staff, file):
    term = term_of(file)
    form = staff.get(form_address(term)).context["adminform"].form
    parts = ["labels", "synonyms"] if file == "countries" else ["labels"]
    assert set(form.fields) == {f"{part}_{code.replace('-', '_')}" for part in parts for code in Language.values}


def test_a_name_is_given_once(staff):
    form = save_term(staff, term_of("countries"), labels_en="UGANDA").context["adminform"].form
    assert form.errors == {"labels_en": ["This name is in the list already. Enter a different one."]}


def test_a_term_from_before_releases_were_noted_takes_all_of_the_next(monkeypatch, tmp_path):
    Country.objects.filter(pk="KE").update(labels={"en": "Old"}, loaded={}, position=0)
    with_file(monkeypatch, tmp_path, "countries", lambda content: None)
    kenya = term_of("countries")
    assert (kenya.labels["en"], kenya.position > 0) == ("Kenya", True)
