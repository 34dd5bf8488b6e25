"""Rules of wording that a machine can keep (docs/wording.md): plain words, whole catalogues, marks of each language."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from network.languages import Language

ROOMS = ("network", "experts", "practices", "news")
OF_OTHERS = "network/accounts/allauth_sentences.py"
# What makemessages looks for. A function by another name would speak English to everybody.
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
AVOIDED = re.compile(
    r"\be-mail|\b(some|no|every|any)body\b|\bkinds?\b|\bpictures?\b|\bat most\b|\bletters? (to|of|for)\b|\bany more\.|"
    r"\btak(e|en|ing) back\b|\berase|\bmeanwhile\b|\blately\b|\banew\b|\bsecond factor|\bsessions?\b|\bsign up\b|"
    r"\blog in\b|South–South",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|</?\w+[^>]*>")
MARKS = {
    "ar": re.compile(r"[\u0600-\u06ff]\s?[,;?](?!\d)"),
    "zh-hans": re.compile(r"[\u4e00-\u9fff][,;:?!.](?!\w)"),
    "fr": re.compile(r" [;:!?»]|« |\w'\w"),
}


def catalogue(language):
    folder = {"zh-hans": "zh_Hans"}.get(language, language)
    with Path(f"locale/{folder}/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=folder)


def python_files():
    return [path for room in ROOMS for path in Path(room).rglob("*.py") if "migrations" not in path.parts]


@cache
def calls():
    """Each call of a function of gettext: file, line, name and arguments."""
    found = []
    for path in python_files():
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in SINGULAR | PLURAL:
                found.append((f"{path}:{node.lineno}", name, node.args))
    return found


def sentences():
    """What the source says to people, with where it stands."""
    for place, name, arguments in calls():
        if place.startswith(OF_OTHERS):
            continue
        first = 1 if name in WITH_CONTEXT else 0
        for argument in arguments[first : first + (2 if name in PLURAL else 1)]:
            yield place, argument.value
    marked = re.compile(r"""gettext\(u?(?P<quote>['"])(?P<text>.*?)(?P=quote)\)""", re.DOTALL)
    for path in [*Path("templates").rglob("*.html"), *Path("templates").rglob("*.txt")]:
        for found in marked.finditer(templatize(path.read_text())):
            yield str(path), found["text"]


def test_the_catalogues_find_every_sentence():
    for place, _name, arguments in calls():
        assert arguments and isinstance(arguments[0], ast.Constant), f"{place}: makemessages cannot read this"
    for path in python_files():
        aliases = re.findall(r"import \w*gettext\w* as (\w+)", path.read_text())
        assert set(aliases) <= {"_"}, f"{path}: makemessages knows no {aliases}"


def test_sentences_use_plain_words():
    wrong = [f"{place}: {text}" for place, text in sentences() if AVOIDED.search(PLACEHOLDER.sub("", text))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", Language.values)
class TestCatalogue:
    """A sentence without a translation yet is no fault; a wrong one is."""

    def test_nothing_is_guessed(self, language):
        unsure = [message.id for message in catalogue(language) if message.id and message.fuzzy]
        assert not unsure

    def test_translations_keep_placeholders_and_markup(self, language):
        wrong = []
        for message in catalogue(language):
            sources = message.id if isinstance(message.id, tuple) else (message.id,)
            translations = message.string if isinstance(message.string, tuple) else (message.string,)
            known = set(PLACEHOLDER.findall(" ".join(sources)))
            for translated in translations:
                used = set(PLACEHOLDER.findall(translated))
                # A plural may say "one" in words.
                if message.id and translated and (used - known or (used != known and len(sources) == 1)):
                    wrong.append((sources[0], translated))
        assert not wrong

    def test_plurals_are_complete(self, language):
        plurals = [message for message in catalogue(language) if isinstance(message.id, tuple)]
        halves = [message.id for message in plurals if any(message.string) and not all(message.string)]
        assert not halves

    def test_marks_are_those_of_the_language(self, language):
        if language not in MARKS:
            return
        texts = [
            text
            for message in catalogue(language)
            if message.id
            for text in (message.string if isinstance(message.string, tuple) else (message.string,))
        ]
        wrong = [text for text in texts if MARKS[language].search(PLACEHOLDER.sub("x", text))]
        assert not wrong, "\n".join(wrong)
