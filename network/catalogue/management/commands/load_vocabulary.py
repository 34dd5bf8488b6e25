"""`manage.py load_vocabulary`: bring the vocabulary in the database in line with the data files. Repeatable."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from network import cleaning
from network.catalogue import index, vocabulary
from network.catalogue.models import (
    Country,
    Entry,
    InstitutionKind,
    Modality,
    Region,
    SpokenLanguage,
    Subregion,
    Topic,
    TopicGroup,
)
from network.languages import Language

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    """Adds and updates; removes nothing, because records may be filed under it, and keeps what staff edited."""

    help = "Load pillars, topics, countries, languages and the other terms from network/catalogue/data."

    @transaction.atomic
    def handle(self, **options):
        """Load every file; where names are others than before, ask for the entries to be written anew."""
        before = names()
        places = read("regions")
        load(Region, places["regions"], "slug")
        load(Subregion, places["subregions"], "slug", synonyms="synonyms")
        load(
            Country,
            with_groupings(read("countries"), places["groupings"]),
            "code",
            "names",
            alpha3="alpha3",
            m49="m49",
            region_id="region",
            subregion_id="subregion",
            is_southern="is_southern",
            synonyms="synonyms",
        )
        load(SpokenLanguage, read("languages"), "code", "names")
        load(Modality, read("modalities"), "slug")
        load(InstitutionKind, read("institution_kinds"), "slug")
        load_topics(read("topics")["groups"])
        if names() != before and Entry.objects.exists():
            index.ask_for_rebuild()
        self.stdout.write(f"Vocabulary: {Topic.objects.count()} topics, {Country.objects.count()} countries.")


def names() -> dict:
    """Everything that entries are found by."""
    vocabulary.clear()
    return {
        (dimension, term.code): (term.labels, term.synonyms, term.parent, term.subregion)
        for dimension in vocabulary.MODELS
        for term in vocabulary.terms(dimension).values()
    }


def read(name):
    """The content of one data file, its text cleaned as a form would clean it."""
    content = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return cleaning.every_text(content, cleaning.one_line)


def with_groupings(countries, groupings):
    """`countries` with the names of each grouping that they belong to (the Sahel, the Gulf) among their synonyms.

    A grouping is a help for searching and no facet: there is no list of its members that all would agree with.
    """
    for grouping in groupings:
        for country in countries:
            if country["code"] in grouping["countries"]:
                for language, names in grouping["names"].items():
                    country["synonyms"].setdefault(language, []).extend(names)
    return countries


def load(model, items, code, labels="labels", **columns):
    """Store `items` as rows of `model`; `columns` maps further columns to keys of an item.

    What staff edited stays (see docs/decisions/edited-terms-stay.md).
    """
    stored = model.objects.select_for_update().in_bulk()
    rows = []
    for position, item in enumerate(items):
        row = stored.get(item[code]) or model(code=item[code])
        said = {column: item[key] for column, key in columns.items()}
        row.take_over({"labels": item[labels], "position": position, **said})
        rows.append(row)
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["labels", "position", "loaded", *columns]
    )


def load_topics(groups):
    """Store the topics of `groups`; what staff edited of one stays, as of all terms."""
    load(TopicGroup, groups, "slug")
    stored = Topic.objects.select_for_update().in_bulk(field_name="slug")
    for group in groups:
        for position, said in enumerate(group["topics"]):
            topic = stored.get(said["slug"]) or Topic(slug=said["slug"])
            topic.name = said["labels"][Language.ENGLISH]
            topic.take_over(
                {
                    "labels": said["labels"],
                    "pillars": said["pillars"],
                    "synonyms": said["synonyms"],
                    "group_id": group["slug"],
                    "position": position,
                }
            )
            topic.save()
