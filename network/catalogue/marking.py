"""Marking the words of a question where a list shows them, by the same rules by which they were found.

PostgreSQL's ts_headline would cut the texts as its own parser does and not as the index, see `text`.
"""

import re
from collections.abc import Iterable

from django.utils.html import format_html, format_html_join

from network.catalogue import asking, lexemes, text

MARKS_AND_INVISIBLE = "\u00ad\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u2060"
# Initials with dots; a run of ideographs; a word of letters and digits, with what stands above, below and inside it.
WORD = re.compile(
    rf"{text.INITIALS.pattern}|{text.IDEOGRAPHS.pattern}|(?:[^\W_{text.IDEOGRAPHIC}]|[{MARKS_AND_INVISIBLE}])+"
)


def marked(texts: Iterable[str], words: str) -> list[str]:
    """`texts` as HTML in which each word that the typed `words` look for is marked. One query for all of them."""
    texts = list(texts)
    wanted = asking.wanted(words)
    forms = {form for each in texts for word in WORD.findall(each) for form in _forms(word)} if wanted else set()
    known = lexemes.of(wanted | forms)
    looked_for = {lexeme for word in wanted for lexeme in known[word]}
    found = {form for form in forms if not looked_for.isdisjoint(known[form])}
    return [_with_marks(each, found, wanted) for each in texts]


def _forms(word):
    """The forms of `word` in the index; none of ideographs, whose pairs are compared as they are."""
    if text.is_ideographic(word):
        return set()
    atoms = [atom for group in text.groups(word) for atom in group.atoms]
    return {form for atom in atoms for form in (text.word(atom), text.name(atom)) if form}


def _with_marks(shown, found, wanted):
    parts, end = [], 0
    for start, stop in _places(shown, found, wanted):
        parts.append((shown[end:start], shown[start:stop]))
        end = stop
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), shown[end:])


def _places(shown, found, wanted):
    """Where the marked words begin and end."""
    for word in WORD.finditer(shown):
        if text.is_ideographic(word[0]):
            yield from _places_in_run(word, wanted)
        elif not found.isdisjoint(_forms(word[0])):
            yield word.span()


def _places_in_run(run, wanted):
    """The characters of a run of ideographs that stand in a wanted pair, or alone are wanted; neighbours together."""
    start = stop = None
    for place in range(*run.span()):
        pairs = {run.string[max(run.start(), place - 1) : place + 1], run.string[place : min(run.end(), place + 2)]}
        if wanted.isdisjoint(pairs | {run.string[place]}):
            continue
        if stop == place:
            stop = place + 1
            continue
        if start is not None:
            yield start, stop
        start, stop = place, place + 1
    if start is not None:
        yield start, stop
