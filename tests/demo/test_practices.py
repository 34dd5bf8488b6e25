"""The practices of the demonstration keep the network's rules: no harm, both sides, no more than the sources bear."""

import re
from pathlib import Path

import pytest

from network.demo.loading import CONTENT, read
from practices.models import Practice
from tests.demo.content import COUNTRIES, NOT_UN_NAMES, PILLARS_OF, is_no_source, stray_topics
from tests.each import each

PRACTICES = {path.stem: read(path.relative_to(CONTENT)) for path in sorted(Path(CONTENT, "practices").glob("*.toml"))}
# Programmes that hold, screen, pardon, return or list people are contested; so are plans said to be used on dissent.
CONTESTED_TOPICS = {
    "amnesty-reconciliation",
    "ddr-screening",
    "deradicalization-disengagement",
    "prisons",
    "prr",
    "repatriation-conflict-zones",
    "targeted-financial-sanctions",
}
CONTESTED_BY_THEIR_USE = {"id-ran-pe", "ph-nap-pcve"}
# Who else than those who run it looked at the practice, where more than their own word is claimed.
LOOKED_AT_BY = {
    "co-arn": "Revista de Economía Institucional",
    "co-victims-unit": "El Colombiano",
    "giaba": "GIABA",
    "indomalphi-tca": "ISEAS",
    "iq-yazidi-survivors-law": "Yazidi Legal Network",
    "ng-operation-safe-corridor": "International Crisis Group",
    "pk-sabaoon": "academic",
    "so-national-programme-disengaged": "RUSI",
    "ug-amnesty-act": "Refugee Law Project",
}
CHILDREN = r"(?:children|minors|boys|girls|adolescents|babies|orphans|year-olds?)"
NUMBER = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty)"
)
FEW_CHILDREN = re.compile(rf"(?<![\d,.]){NUMBER}[ -](?:of (?:them|whom) )?(?:\w+ )?{CHILDREN}\b", re.IGNORECASE)
# Words that tie violence to a faith; ours are "terrorist groups" and the names of the Security Council's list.
NOT_OUR_WORDS = re.compile(r"\bd?jihadi|islamist|salafi|war on terror|\bISIS\b", re.IGNORECASE)


def words_of(practice):
    """Every text that is shown, the titles of sources among them."""
    texts = [value for value in practice.values() if isinstance(value, str)]
    return [*texts, *(source["title"] for source in practice["sources"])]


@each(PRACTICES)
def test_nothing_that_a_reader_must_know_is_missing(practice):
    # What spans a region may be shared by more countries than anybody has listed.
    optional = {"countries"} if practice["scope"] in {"subregional", "interregional"} else set()
    wanted = {*Practice.REQUIRED, "criticism", "target_groups", "lessons", "sources", "modalities"} - optional
    assert [name for name in sorted(wanted) if not practice.get(name)] == []
    for name in wanted & set(Practice.SECTIONS) | {"title", "summary"}:
        assert len(practice[name]) <= Practice._meta.get_field(name).max_length


@each(PRACTICES)
def test_texts_are_written_out(practice):
    assert len(" ".join(practice[name] for name in Practice.SECTIONS)) > 3000


@each(PRACTICES)
def test_no_few_children_are_counted(practice):
    assert [found for text in words_of(practice) if (found := FEW_CHILDREN.search(text))] == []


@pytest.mark.parametrize(
    "text", ["15 of them children", "two children", "80 children", "a 16-year-old", "12 young boys"]
)
def test_a_count_of_few_children_is_noticed(text):
    assert FEW_CHILDREN.search(text)


@pytest.mark.parametrize("text", ["25,000 children", "93,400 women and girls", "more than half were children"])
def test_a_share_and_a_number_of_thousands_say_nothing_about_one_child(text):
    assert not FEW_CHILDREN.search(text)


@each(PRACTICES)
def test_no_text_ties_violence_to_a_faith(practice):
    assert [text for text in words_of(practice) if NOT_OUR_WORDS.search(text)] == []


@each(PRACTICES)
def test_states_have_the_names_of_the_united_nations(practice):
    assert [name for name in Practice.SECTIONS if NOT_UN_NAMES.search(practice[name])] == []


@each({name: name for name in PRACTICES})
def test_contested_follows_from_what_is_done(name):
    practice = PRACTICES[name]
    of_its_kind = practice["practice_type"] == "government-programme" and CONTESTED_TOPICS & set(practice["topics"])
    assert practice.get("is_contested", False) == bool(of_its_kind or name in CONTESTED_BY_THEIR_USE)


@each(PRACTICES)
def test_whoever_is_criticized_may_reply(practice):
    assert "right of reply" in practice["criticism"]
    # An answer is told with its source, and never by the words of an editor.
    assert not re.search(
        r"(?:authorities|Government|institute|State) (?:points?|presents?|regards?) ", practice["criticism"]
    )


@each({name: name for name in PRACTICES})
def test_evidence_is_the_word_of_those_who_run_it_unless_others_looked(name):
    practice = PRACTICES[name]
    if practice["evidence_level"] == "self-reported":
        assert name not in LOOKED_AT_BY
    else:
        assert any(LOOKED_AT_BY[name] in source["publisher"] for source in practice["sources"])


@each(PRACTICES)
def test_sources_say_who_stands_behind_them(practice):
    assert practice["sources"]
    for source in practice["sources"]:
        assert source["publisher"]
        assert not is_no_source(source.get("url", ""))


@each(PRACTICES)
def test_a_national_title_names_its_country(practice):
    if practice["scope"] in {"national", "subnational"}:
        (code,) = practice["countries"]
        assert COUNTRIES[code]["names"]["en"].split(" (")[0] in practice["title"]


@each(PRACTICES)
def test_topics_and_pillars_go_together(practice):
    chosen = set(practice["pillars"])
    assert stray_topics(practice) == []
    assert chosen <= set().union(*(PILLARS_OF[topic] for topic in practice["topics"]))


@each(PRACTICES)
def test_cooperation_among_countries_of_the_south_is_found_by_its_topic(practice):
    cooperates = practice["cooperation"] != "none" and 3 in practice["pillars"]
    assert ("south-south-cooperation" in practice["topics"]) == cooperates


@pytest.mark.parametrize("region", sorted({country["region"] for country in COUNTRIES.values()} - {None}))
def test_every_region_has_practices_under_every_pillar(region):
    here = [
        practice
        for practice in PRACTICES.values()
        if region in {COUNTRIES[code]["region"] for code in practice["countries"]}
    ]
    assert {pillar for practice in here for pillar in practice["pillars"]} == {1, 2, 3, 4}
