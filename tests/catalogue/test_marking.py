"""Words that were found are marked, by the rules by which they were found, and nothing in a text becomes markup."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.catalogue.marking import marked
from network.catalogue.rows import CHARACTERS_OF_A_WORD, MOST_WORDS, shortened
from tests.factories import PracticeFactory

pytestmark = pytest.mark.django_db

MARK = re.compile("<mark>(.*?)</mark>", re.DOTALL)


def marks(language, words, text):
    """The marked parts of `text` for readers in `language` who look for `words`."""
    with translation.override(language):
        return [html.unescape(found) for found in MARK.findall(marked([text], words)[0])]


@pytest.mark.parametrize(
    ("language", "words", "text", "expected"),
    [
        ("en", "programmes", "A Programme and programmes, no program me", ["Programme", "programmes"]),
        ("en", "reinsertion", "Réinsertion after prison", ["Réinsertion"]),
        ("en", "after-care", "After-care, aftercare and care after", ["care", "aftercare", "care"]),
        ("en", "prison -staff", "Prison staff", ["Prison"]),
        ("en", "UN", "The U.N. and the UN", ["U.N.", "UN"]),
        ("en", "the", "the text of the page", []),
        ("en", "“", "“quoted”", []),
        ("fr", "l’extrémisme", "Prévenir l’extremisme violent", ["extremisme"]),
        ("ru", "тюрьма", "В тюрьме и в тюрьмах", ["тюрьме", "тюрьмах"]),
        ("ar", "السجون", "إصلاح السُّجون والسجن", ["السُّجون"]),
        ("zh-hans", "极端主义", "预防暴力极端主义的主义", ["极端主义", "主义"]),
        ("zh-hans", "监狱", "预防暴力极端主义", []),
    ],
)
def test_the_words_that_are_found_are_marked(language, words, text, expected):
    assert marks(language, words, text) == expected


LIKELY = st.sampled_from("<>&\"'/ aprison恐怖主义ال\u0301\u200f.-ﬁK")
TEXTS = st.text(LIKELY | st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(TEXTS, TEXTS)
def test_whatever_is_marked_the_text_stays_the_same_and_is_no_markup(text, words):
    (shown,) = marked([text], words)
    bare = re.sub("</?mark>", "", shown)
    assert html.unescape(bare) == html.unescape(html.escape(text))
    assert not re.search("[<>]", bare)
    assert shown.count("<mark>") == shown.count("</mark>")


def test_titles_and_summaries_of_a_list_are_marked_and_escaped(client):
    PracticeFactory.published(title="Prisons & <b>staff</b>", summary="What a prison did.")
    page = client.get(reverse("practice-list"), {"q": "prison"}).content.decode()
    assert "<mark>Prisons</mark> &amp; &lt;b&gt;staff&lt;/b&gt;" in page
    assert "What a <mark>prison</mark> did." in page
    assert "<mark>" not in client.get(reverse("practice-list")).content.decode()


def test_a_long_summary_is_cut_with_and_without_spaces():
    assert shortened("one two") == shortened("one two", 2) == "one two"
    assert shortened("one two", 1) == "one…"
    assert shortened("one two", 0) == ""
    assert shortened("word " * 100) == " ".join(["word"] * MOST_WORDS) + "…"
    assert len(shortened("恐怖主义" * 200)) == MOST_WORDS * CHARACTERS_OF_A_WORD + 1
