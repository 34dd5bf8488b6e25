"""The palette: every text can be read on every paper, in both schemes, and no colour stands beside the palette."""

import re

import pytest

from network.demo import colours

TEXT_AAA = 7  # WCAG 2.2, 1.4.6
PART_AA = 3  # WCAG 2.2, 1.4.11


@pytest.fixture(scope="module")
def styles():
    return colours.STYLES.read_text()


def test_every_text_has_the_contrast_of_aaa_on_every_paper_in_both_schemes():
    pairs = colours.pairs()
    assert len(pairs) > 50
    assert [pair for pair in pairs if min(pair.light, pair.dark) < TEXT_AAA] == []


def test_outlines_of_fields_buttons_and_errors_can_be_seen_on_every_paper():
    assert [pair for pair in colours.pairs(colours.OUTLINED) if min(pair.light, pair.dark) < PART_AA] == []


def test_every_colour_of_the_palette_is_a_text_a_paper_or_known_to_be_neither():
    known = {*colours.TEXTS, *colours.PAPERS, *(name for pair in colours.FILLED for name in pair)}
    assert colours.tokens().keys() == known | {"outline", "line"}


def test_a_component_takes_text_and_ground_from_the_pairs_that_are_measured(styles):
    measured = {(pair.text, pair.ground) for pair in colours.pairs()}
    ground, text = r"background: var\(--([a-z-]+)\)", r"(?<![-a-z])color: var\(--([a-z-]+)\)"
    rules = re.findall(r"([^{};]+) {([^{}]*)}", styles)
    taken = {
        (found[0], paper[0]): selector.strip()
        for selector, rule in rules
        if (found := re.findall(text, rule)) and (paper := re.findall(ground, rule))
    }
    assert len(taken) > 10
    assert {pair: selector for pair, selector in taken.items() if pair not in measured} == {}


def test_contrast_is_that_of_wcag():
    assert colours.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_browsers_without_schemes_get_the_light_one(styles):
    fallback = styles.partition("@supports not (color: light-dark")[2].partition("@layer")[0]
    plain = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", fallback))
    assert plain == {name: colour.light for name, colour in colours.tokens().items()}


def test_components_take_their_colours_from_the_palette(styles):
    components = styles.partition("@layer base {")[2]
    assert re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|light-dark)\(", components) == []
    assert set(re.findall(r"var\(--([a-z-]+)\)", components)) <= set(re.findall(r"--([a-z-]+):", styles))


def test_statuses_are_told_apart_where_colours_are_forced(styles):
    """Only the line around each is left then."""
    lines = {
        name: re.search(rf"\.status-{name}\b[^{{}}]*{{[^}}]*\bborder: ([^;]*)", styles)[1]
        for name in ("submitted", "published", "returned", "incomplete", "withdrawn")
    }
    assert len(set(lines.values())) == len(lines)
    forced = styles.rpartition("@media (forced-colors: active)")[2].partition("@media")[0]
    assert re.findall(r"[^{}]*\.status\b(?!-)[^{}]*{[^}]*border:", forced) == []
    assert ".status-ready {" in forced
