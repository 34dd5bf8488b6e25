"""Names stand in the order in which their readers look them up."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network import collation
from network.languages import Language


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["1325", "Angola", "Côte d’Ivoire", "“Cuba”", "cuba libre", "Türkiye", "Turkmenistan", "Алжир"]),
        ("fr", ["Égypte", "Espagne", "États-Unis", "Éthiopie", "Zambie"]),
        ("es", ["Níger", "Nueva Zelandia", "Ñandú", "Omán"]),
        ("pt", ["Ñandú", "Níger", "Nigéria", "Omã"]),
        ("ru", ["Алжир", "Белиз", "Ёлка", "Ель", "Иран", "Йемен", "Катар", "Angola"]),
        ("ar", ["إثيوبيا", "اليمن", "آيسلندا", "باكستان", "تونس", "مصر", "هايتي", "Angola"]),
        ("zh-hans", ["阿富汗", "巴西", "法国", "菲律宾", "斐济", "芬兰", "肯尼亚", "约旦", "中国", "Angola"]),
    ],
)
def test_names_are_sorted_as_readers_of_the_language_look_them_up(language, names):
    mixed = sorted(names)
    assert sorted(mixed, key=lambda name: collation.key(name, language)) == names


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=2, unique=True), st.sampled_from(Language))
def test_any_texts_have_one_order_also_in_the_database(texts, language):
    keys = sorted(collation.key(text, language) for text in texts)
    assert len(set(keys)) == len(texts)
    encoded = [key.encode("utf-8", "surrogatepass") for key in keys]
    assert all(first < second for first, second in pairwise(encoded)), "PostgreSQL compares bytes"
