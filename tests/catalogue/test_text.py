"""How text is cut into words, and what a question finds in it, asked of PostgreSQL itself."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.catalogue import asking, text

pytestmark = pytest.mark.django_db


def finds(language, question, content) -> bool:
    """Whether `question` finds `content`, both in `language`."""
    configuration = text.configuration(language)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector(%s::regconfig, %s) @@ to_tsquery(%s::regconfig, %s)",
            [configuration, text.indexed(content), configuration, asking.expression(question)],
        )
        return cursor.fetchone()[0]


JOINED = "CT/PVE in Kenya/Somalia after S/RES/2178 (2014), A/RES/60/288 and 7/2019."


@pytest.mark.parametrize(
    "question",
    ["CT/PVE", "PVE", "CT", "ct/pve", "CTPVE", "Kenya", "Somalia", "Kenya/Somalia", "2178", "S/RES/2178 (2014)",
     "S/RES/2178", "RES/2178", "60/288", "A/RES/60/288", "a/res/60/288", "A/RES/60/288.", "(60/288)", "288"],
)  # fmt: skip
def test_the_whole_and_its_parts_are_found(question):
    assert finds("en", question, JOINED)


@pytest.mark.parametrize(
    ("question", "text"),
    [("S/RES/2396", "resolution 2396"), ("S/RES/2396 (2017)", "Security Council resolution 2396 (2017)"),
     ("A/RES/60/288", "General Assembly resolution 60/288"), ("a/res/60/288", "60/288")],
)  # fmt: skip
def test_a_symbol_finds_the_resolution_by_its_number(question, text):
    assert finds("en", question, text)
    assert not finds("en", question, text.replace("2396", "2395").replace("288", "287"))


@pytest.mark.parametrize("question", ["60/289", "288/60", "S/RES/2178 (2015)", "PVE/CT", "Somalia/Kenya"])
def test_other_wholes_of_the_same_parts_are_not(question):
    assert not finds("en", question, JOINED)


FORMS = {
    "en": [
        ["counterterrorism", "counter-terrorism", "counter terrorism", "Counter–Terrorism", "COUNTER-TERRORISM"],
        ["elearning", "e-learning", "e learning", "E-Learning"],
        ["COVID19", "COVID-19", "covid 19", "Covid-19"],
        ["deradicalization", "de-radicalization"],
        ["aftercare", "after-care", "after care"],
        ["cyberterrorism", "cyber-terrorism", "cyber terrorism"],
        ["PCVE", "P/CVE"],
        ["UN", "U.N.", "U.N"],
        ["FTF", "FTFs"],
        ["GP-2026-0057", "gp-2026-0057", "GP 2026 0057"],
    ],
    "fr": [["contreterrorisme", "contre-terrorisme", "contre terrorisme"], ["antiterrorisme", "anti-terrorisme"]],
    "es": [["contraterrorismo", "contra-terrorismo"], ["antiterrorista", "anti-terrorista", "anti terrorista"]],
    "pt": [["contraterrorismo", "contra-terrorismo"], ["cibersegurança", "ciber-segurança"]],
    "ru": [["контртерроризм", "контр-терроризм"], ["антитеррор", "анти-террор"], ["COVID19", "COVID-19"]],
    "ar": [
        ["والتطرف", "التطرف", "تطرف", "بالتطرف", "للتطرف", "والتَّطَرُّف", "التطـــرف"],
        ["للسجون", "السجون", "سجون", "بالسجون", "والسجون"],
        ["لمكافحة", "مكافحة", "ومكافحة", "المكافحة", "مكافحه"],
        ["وزارة", "الوزارة", "للوزارة", "ووزارة"],
        ["إعادة", "اعادة", "وإعادة"],
        ["القرار ٢١٧٨", "القرار 2178"],
    ],
    "zh-hans": [["COVID-19疫情", "COVID19疫情", "疫情COVID-19"]],
}


@pytest.mark.parametrize(
    ("language", "forms"), [(language, forms) for language, lists in FORMS.items() for forms in lists], ids=str
)
def test_each_form_finds_each_other(language, forms):
    missed = [(question, content) for question in forms for content in forms if not finds(language, question, content)]
    assert missed == []


@pytest.mark.parametrize(
    ("language", "name", "said", "not_said"),
    [
        ("en", "WHO", "Guidance of the WHO on prisons", "A person who trains in prisons"),
        ("en", "IT", "Staff with IT skills, prisons", "It is about prisons"),
        ("fr", "AU", "Stratégie AU, prisons", "Au Kenya, prisons"),
        ("es", "UN", "Taller de UN Women, prisons", "Un taller, prisons"),
        ("ru", "ОН", "Доклад ОН, prisons", "Он работает, prisons"),
    ],
)
def test_a_name_that_is_a_stop_word_is_found_and_the_word_is_not(language, name, said, not_said):
    for question in (name, f"{name} prisons", name.lower()):
        assert finds(language, question, said), question
    assert not finds(language, name, not_said)


def test_a_stop_word_among_others_asks_for_nothing():
    assert finds("en", "people who train", "People train others")


CHINESE = "监狱工作人员参加培训。学员随后返回社区，参与去极端化和社区和平项目。"


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        ("监狱", True),
        ("狱", True),
        ("监狱培训", True),
        ("监狱去极端化培训", True),
        ("监狱的培训", True),
        ("如何去极端化", True),
        ("社区参与", True),
        ("和平", True),
        ("监狱系统", False),
        ("监测", False),
        ("人权", False),
        ("边境管理", False),
        ('"监狱工作人员"', True),
        ('"监狱培训"', False),
        ("监狱 边境", False),
        ("监狱 -培训", False),
        ("监狱 -监狱工作", False),
        ("监狱 -监狱培训", True),
        ("边境 or 监狱", True),
    ],
)
def test_chinese_questions(question, is_found):
    assert finds("zh-hans", question, CHINESE) is is_found


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        ("prison or bank", True),
        ("bank OR prison", True),
        ("prison -county", False),
        ("prison -bank", True),
        ('"prison staff"', True),
        ('"staff prison"', False),
        ('-"prison staff" prison', False),
        ("or prison or", True),
        ("prison -", True),
        ("the of", False),
        ("", False),
    ],
)
def test_operators_mean_what_they_do_in_search_engines(question, is_found):
    assert finds("en", question, "Prison staff of a county") is is_found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80), st.sampled_from(list(text.CONFIGURATIONS)))
def test_any_text_is_indexed_and_is_a_question(typed, language):
    finds(language, typed.replace("\0", ""), typed.replace("\0", ""))


@given(st.lists(st.sampled_from(["prison", "after-care", "السجون", "监狱系统", "WHO", "A/RES/60/288", "COVID19"])))
def test_what_is_indexed_is_letters_and_digits_only(words):
    assert all(word.isalnum() for word in text.indexed(" ".join(words)).split())
