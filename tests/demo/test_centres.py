"""The centres of the demonstration are real institutions: sourced, in our own words, and confirmed by nobody."""

from experts.models import Centre
from network.demo.loading import CONTENT, read
from tests.demo.content import COUNTRIES, NOT_UN_NAMES, is_no_source, stray_topics
from tests.each import each

CENTRES = {centre["id"]: centre for centre in read("centres.toml")["centres"]}
PRACTICES = {path.stem for path in (CONTENT / "practices").glob("*.toml")}
# The loader says of each that it was compiled from public sources.
SAID_BY_THE_LOADER = {"basis"}


@each(CENTRES)
def test_nothing_that_a_reader_must_know_is_missing(centre):
    assert [name for name in Centre.REQUIRED if not centre.get(name) and name not in SAID_BY_THE_LOADER] == []
    for name in (*Centre.SECTIONS, "summary", "name", "participants"):
        assert len(centre.get(name, "")) <= Centre._meta.get_field(name).max_length, name


@each(CENTRES)
def test_nobody_has_confirmed_it(centre):
    assert not SAID_BY_THE_LOADER & centre.keys()


@each(CENTRES)
def test_sources_say_who_stands_behind_them(centre):
    for source in centre["sources"]:
        assert source["publisher"]
        assert not is_no_source(source["url"])


@each(CENTRES)
def test_topics_and_pillars_go_together(centre):
    assert stray_topics(centre) == []
    assert len(centre["topics"]) <= 6


@each(CENTRES)
def test_states_have_the_names_of_the_united_nations(centre):
    assert set(centre["countries"]) <= COUNTRIES.keys()
    assert not [name for name in Centre.SECTIONS if NOT_UN_NAMES.search(centre.get(name, ""))]


@each(CENTRES)
def test_whoever_is_criticized_may_reply(centre):
    assert "criticism" not in centre or "right of reply" in centre["criticism"]


def test_what_a_centre_does_is_told_by_the_practice_of_its_name():
    assert CENTRES.keys() <= PRACTICES
