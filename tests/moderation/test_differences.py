"""What a revision changes, exact where texts are short, and bounded where they are not."""

import difflib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.models import Profile
from network.exchange.models import Opportunity
from network.moderation import differences
from network.moderation.differences import pieces, share_changed

SOME_WORDS = ["Mentors", "met", "them", "every", "week", "in", "the", "county"]


def sides(found):
    """Both texts, put together again from their pieces."""
    before = "".join(text for what, text in found if what != "new")
    after = "".join(text for what, text in found if what != "gone")
    return before, after


def a_text(word_count, seed, line_length=None):
    chance = random.Random(seed)  # noqa: S311 - the same text each time
    words = [f"{chance.choice(SOME_WORDS)}{chance.randrange(300)}" for _number in range(word_count)]
    length = line_length or word_count
    return "\n".join(" ".join(words[start : start + length]) for start in range(0, word_count, length))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "name", "item", "text"),
    [
        (
            Opportunity,
            "costs",
            {"code": "travel", "borne_by": "third-party", "note": "Both ways"},
            "International travel · A third party · Both ways",
        ),
        (Profile, "languages", {"code": "fr", "level": "reads"}, "French · reading knowledge"),
        (
            Profile,
            "expertise",
            {"code": "prisons", "level": "lead", "evidence": "lead"},
            "Violent extremism in prisons · has led work on this topic · lead",
        ),
    ],
)
def test_codes_in_rows_are_told_by_their_names(model, name, item, text):
    assert differences.as_text(model.FIELDS[name], [item]) == text


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_the_pieces_hold_both_texts(before, after):
    found = pieces(before, after)
    assert sides(found) == (before, after)
    assert all(text for _what, text in found)


def test_a_changed_word_stands_out_in_its_paragraph():
    found = pieces("One.\n\nThey met every week.\n\nThree.", "One.\n\nThey met every month.\n\nThree.")
    assert [(what, text.strip()) for what, text in found if what != "same"] == [("gone", "week."), ("new", "month.")]


def test_a_paragraph_that_was_put_in_is_new_as_a_whole():
    found = pieces("First.\nLast.", "First.\nBetween them.\nLast.")
    assert [text for what, text in found if what == "new"] == ["Between them.\n"]
    assert [what for what, _text in found].count("gone") == 0


def test_the_share_that_changed():
    assert share_changed("", "") == 0
    assert share_changed("a b c d", "a b c d") == 0
    assert share_changed("a b c d", "e f") == 1
    assert share_changed("a b c d", "a b c e") == 0.25


def test_long_texts_give_difflib_no_more_than_the_bound(monkeypatch):
    asked = []

    class Counting(difflib.SequenceMatcher):
        def __init__(self, junk, old, new, **options):
            asked.append(len(old) * len(new))
            super().__init__(junk, old, new, **options)

    monkeypatch.setattr(differences.difflib, "SequenceMatcher", Counting)
    texts = [
        (a_text(30_000, 1), a_text(30_000, 2)),  # one long line
        (a_text(30_000, 1, line_length=1), a_text(30_000, 2, line_length=1)),  # a word on each line
        (a_text(30_000, 1, line_length=60), a_text(30_000, 2, line_length=60)),
        (a_text(30_000, 1, line_length=60), a_text(30_000, 1, line_length=60).replace("week1", "month")),
    ]
    for before, after in texts:
        asked.clear()
        assert sides(pieces(before, after)) == (before, after)
        assert sum(asked) <= 2 * differences.MOST_PAIRS


def test_one_changed_word_among_thirty_thousand_is_found():
    before = a_text(30_000, 1, line_length=80)
    after = before.replace(before.split()[15_000], "Instead", 1)
    changed = [(what, text.strip()) for what, text in pieces(before, after) if what != "same"]
    assert ("new", "Instead") in changed
    assert len(changed) == 2
