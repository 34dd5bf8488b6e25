"""Members' Markdown becomes clean HTML, whatever they type."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.catalogue.templatetags.markup import json_ld, markdown

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example/)",
    "![x](https://tracker.example/pixel.png)",
    '<a href="https://x.example" onclick="alert(1)">x</a>',
    "[x](https://x.example 'a\" onmouseover=\"alert(1)')",
    "<svg/onload=alert(1)>",
    "<iframe src=//evil.example>",
    "`<script>`",
]


class Elements(HTMLParser):
    """What a browser would make of it: tags, attributes, addresses of links."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.addresses = set(), set(), []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attributes}
        self.addresses += [value for name, value in attributes if name == "href"]


@pytest.mark.parametrize("source", ATTACKS)
def test_no_attack_gets_through(source):
    seen = Elements()
    seen.feed(markdown(source))
    assert seen.tags <= {"p", "a", "code"}
    assert seen.attributes <= {"href", "title", "rel"}
    assert all(address.startswith("https://") for address in seen.addresses)


@given(st.text(max_size=300))
def test_any_text_renders_without_a_foreign_tag(source):
    html = markdown(source)
    assert "<script" not in html
    assert "<img" not in html


def test_a_table_stands_in_a_box_that_scrolls():
    html = markdown("| Year | People |\n|---|---:|\n| 2019 | 120 |")
    assert html.startswith('<div class="table-scroll" tabindex="0"><table>')
    assert html.rstrip().endswith("</table></div>")
    assert "<th>People</th>" in html
    assert "style" not in html


def test_a_table_that_is_written_as_html_is_text():
    html = markdown("<table><tr><td onclick=alert(1)>x</td></tr></table> `<table>`")
    assert "<table" not in html
    assert "<div" not in html


def test_headings_of_members_never_compete_with_those_of_the_page():
    assert markdown("# Big").startswith("<h3>")


def test_links_do_not_vouch_for_their_target():
    assert 'rel="nofollow ugc noopener noreferrer"' in markdown("[x](https://example.org)")


def test_json_ld_cannot_end_its_script():
    assert "</script><script>" not in json_ld({"name": "</script><script>alert(1)</script>"})
    assert json_ld({"name": "a & b"}).count("\\u0026") == 1
