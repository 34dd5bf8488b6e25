"""Records are found under other names of what they are filed under, and by codes; shown are the official names."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from network.accounts.roles import Role
from network.alerts import matching
from network.alerts.models import Hit
from network.catalogue import vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.index import place_note
from network.catalogue.models import Entry
from network.catalogue.query import Query
from network.catalogue.search import Search
from network.languages import Language
from network.verification.models import FocalPoint
from tests.alerts.factories import SubscriptionFactory
from tests.catalogue.test_text import finds
from tests.factories import PracticeFactory, UserFactory
from tests.news.factories import PublicationFactory

pytestmark = pytest.mark.django_db

OTHER_NAMES = {
    ("country", "CI"): "en:Ivory Coast es:Costa de Marfil ru:Берег Слоновой Кости ar:ساحل العاج zh-hans:象牙海岸",
    ("country", "CD"): "en:DRC fr:RDC es:RDC pt:RDC ru:ДРК zh-hans:刚果金",
    ("country", "TR"): "en:Turkey fr:Turquie es:Turquía pt:Turquia ru:Турция ar:تركيا zh-hans:土耳其",
    ("country", "CV"): "en:Cape Verde fr:Cap-Vert",
    ("country", "SZ"): "en:Swaziland ar:سوازيلند",
    ("country", "GB"): "en:UK fr:Royaume-Uni",
    ("country", "ML"): "en:Sahel fr:Sahel es:Sahel pt:Sahel ru:Сахель ar:الساحل zh-hans:萨赫勒",
    ("country", "GH"): "en:Western Africa en:West Africa fr:Afrique de l'Ouest ar:غرب أفريقيا zh-hans:西非",
    ("country", "SO"): "en:Horn of Africa fr:Corne de l’Afrique",
    ("country", "ID"): "en:Southeast Asia es:Sudeste Asiático",
    ("topic", "prisons"): "en:jail fr:pénitentiaire es:cárcel ru:тюрьмы ar:سجن zh-hans:看守所",
    ("topic", "education"): "en:madrasa fr:médersa ru:медресе",
    ("topic", "foreign-terrorist-fighters"): "en:FTFs ru:ИБТ",
}
NAMED = re.compile(r"([a-z-]+):(.+?)(?= [a-z-]+:|$)")


@pytest.mark.parametrize(("dimension", "code"), OTHER_NAMES)
def test_what_is_filed_is_found_under_its_other_names(dimension, code):
    for language, name in NAMED.findall(OTHER_NAMES[dimension, code]):
        with translation.override(language):
            assert finds(language, name, vocabulary.search_words(dimension, code)), (language, name)


def test_a_grouping_finds_its_countries_only():
    with translation.override("en"):
        assert not finds("en", "Sahel", vocabulary.search_words("country", "GH"))


def test_what_has_synonyms_has_them_in_languages_of_the_site():
    for dimension in ("country", "subregion", "topic"):
        for concept in vocabulary.terms(dimension).values():
            assert concept.synonyms.keys() <= set(Language.values), concept.code


def test_other_names_and_codes_find_records_and_alert_those_who_asked():
    asked = ["Ivory Coast", "Sahel", "jail", "FTFs"]
    for words in asked:
        SubscriptionFactory(asks=f"q={words}")
    practice = PracticeFactory.published(
        related__countries=["CI", "NE"], related__topics=["prisons", "foreign-terrorist-fighters"]
    )
    assert matching.match_all() == 1
    assert Hit.objects.count() == len(asked)
    for words in [*asked, practice.code, practice.code.lower()]:
        assert Search(Query(words=words), Audience.PUBLIC).hits.count() == 1, words
    assert "Ivory Coast" not in " ".join(Entry.objects.get(language="en", audience=Audience.PUBLIC).notes)


def test_a_symbol_finds_its_document_whole_and_in_part():
    PublicationFactory.published(symbol="A/RES/60/288")
    for words in ("A/RES/60/288", "a/res/60/288", "60/288"):
        assert Search(Query(words=words), Audience.PUBLIC).hits.count() == 1, words


class TestOrderOfNames:
    """Where people choose or read several names, these stand in the alphabetical order of their language."""

    def test_choices_of_a_form_and_names_of_places(self):
        with translation.override("fr"):
            names = [name for _code, name in vocabulary.choices("country")]
            assert names.index("Égypte") < names.index("Zambie")
            assert place_note(["ZM", "EG", "ET"]) == "Égypte, Éthiopie et Zambie"

    def test_filters_of_a_list(self):
        for country in ("ZM", "EG"):
            PracticeFactory.published(related__countries=[country])
        with translation.override("fr"):
            (facet,) = Search(Query(), Audience.PUBLIC, ["country"]).facets
        assert [choice.label for choice in facet.choices] == ["Égypte", "Zambie"]

    def test_filters_and_choices_of_the_admin(self, client):
        for country in ("ZM", "EG"):
            FocalPoint.objects.create(user=UserFactory.staff(Role.FOCAL_POINT), country_id=country, office="Office")
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        for view in ("changelist", "add"):
            address = reverse(f"admin:verification_focalpoint_{view}")
            page = client.get(address, headers={"Accept-Language": "fr"}).content.decode()
            assert 0 < page.index("Égypte") < page.index("Zambie"), view
