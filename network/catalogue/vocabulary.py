"""Labels of codes in the reader's language, kept in the memory of each process.

A page shows dozens of labels; none of them may cost a query. Changes reach other processes within `KEEP` seconds.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

from django.apps import apps
from django.db.models import Model
from django.utils.translation import get_language

from network import collation
from network.catalogue import dimensions, kinds
from network.catalogue.pillars import Pillar
from network.languages import Language

KEEP = 300
MODELS = {
    "topic": "Topic",
    "group": "TopicGroup",
    "region": "Region",
    "subregion": "Subregion",
    "country": "Country",
    "language": "SpokenLanguage",
    "modality": "Modality",
    "institution": "InstitutionKind",
    # What somebody looks for is said in the words of what others know.
    "need": "Topic",
    "needed-modality": "Modality",
    # Where something comes from that is filed under the country where it went.
    "origin": "Country",
}
# The dimensions whose codes have a name in each language.
NAMED = {"pillar", *MODELS}
PILLARS = [str(pillar.value) for pillar in Pillar]


class Concept(NamedTuple):
    """What is known of one code. A country lies in a region of the portal, its parent, and in a sub-region."""

    code: str
    labels: dict
    parent: str | None = None
    subregion: str | None = None
    synonyms: dict = {}
    pillars: tuple = ()


_memory: dict[str, tuple[float, dict[str, Concept]]] = {}


def terms(dimension: str) -> dict[str, Concept]:
    """All entries of `dimension` (a key of MODELS) by code, in their order."""
    kept = _memory.get(dimension)
    if kept is None or time.monotonic() - kept[0] > KEEP:
        kept = _memory[dimension] = (time.monotonic(), _read(dimension))
    return kept[1]


def dimension_of(model: type[Model]) -> str:
    """The dimension under which records are filed by rows of `model`."""
    return next(dimension for dimension, name in MODELS.items() if name == model.__name__)


def clear() -> None:
    """Read everything anew when next asked; called by whatever changes the vocabulary."""
    _memory.clear()


def _read(dimension):
    rows = apps.get_model("catalogue", MODELS[dimension]).objects.all()
    return {
        row.code: Concept(
            code=row.code,
            labels=row.labels,
            parent=getattr(row, "region_id", None) or getattr(row, "group_id", None),
            subregion=getattr(row, "subregion_id", None),
            synonyms=getattr(row, "synonyms", {}),
            pillars=tuple(getattr(row, "pillars", ())),
        )
        for row in rows
    }


def label(dimension: str, code: str) -> str:
    """The name of `code` in the current language; the code itself where nothing is known."""
    if dimension == "kind":
        return str(kinds.get(code)) if kinds.exists(code) else code
    if dimension == "pillar":
        return Pillar(int(code)).heading if str(code) in PILLARS else str(code)
    if dimension not in MODELS and dimension in dimensions.codes() and (names := dimensions.get(dimension).names):
        return str(names().get(code, code))
    concept = terms(dimension).get(code) if dimension in MODELS else None
    return (concept.labels.get(get_language()) or concept.labels[Language.ENGLISH]) if concept else str(code)


def choices(dimension: str, only: Callable[[Concept], bool] | None = None) -> list[tuple[str, str]]:
    """Choices for a form in the current language, in the order of their labels; `only` filters the concepts."""
    codes = [concept.code for concept in terms(dimension).values() if only is None or only(concept)]
    return sorted(((code, label(dimension, code)) for code in codes), key=lambda pair: collation.key(pair[1]))


def grouped_topics() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of topics under the headings of their groups, both in the order of the vocabulary."""
    topics = terms("topic").values()
    return [
        (label("group", code), [(topic.code, label("topic", topic.code)) for topic in topics if topic.parent == code])
        for code in terms("group")
    ]


def grouped_countries() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of the countries of the global South by region, both sorted by label."""

    def those_in(region: str) -> list[tuple[str, str]]:
        return choices("country", only=lambda country: country.parent == region)

    return [(region_label, those_in(region)) for region, region_label in choices("region")]


def search_words(dimension: str, code: str) -> str:
    """Words under which a record with `code` should be found, in the current language.

    Its label and synonyms; of a country those of its sub-region as well.
    """
    concept = terms(dimension).get(code) if dimension in MODELS else None
    words = [label(dimension, code), *(concept.synonyms.get(get_language(), []) if concept else [])]
    if concept and concept.subregion:
        words.append(search_words("subregion", concept.subregion))
    return " ".join(words)


def all_names() -> list[str]:
    """Everything that search finds records under in the current language: labels and synonyms of all codes."""
    return [search_words(dimension, code) for dimension in MODELS for code in terms(dimension)]
