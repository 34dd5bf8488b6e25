"""The only module that marks text as safe: members' Markdown, and data for search engines."""

import json

import nh3
from django import template
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

register = template.Library()

# Members write text, not pages: no raw HTML, no images.
PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
TAGS = {"p", "a", "ul", "ol", "li", "strong", "em", "h3", "h4", "h5", "h6", "blockquote", "code", "pre", "br", "hr"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
# The page has its own headings of the first and second level.
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
# What ends a script element or could be read as HTML; JSON reads the escapes as the same characters.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def markdown(source):
    """Render the Markdown `source` as clean HTML."""
    tokens = PARSER.parse(source)
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
    rendered = PARSER.renderer.render(tokens, PARSER.options, {})
    clean = nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_without_foreign_hosts,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return mark_safe(_in_scrollers(clean))  # noqa: S308 - cleaned here


def _in_scrollers(clean):
    """Let wide tables move in a box of their own, also by keyboard. In clean HTML this is a tag and nothing else."""
    opened = clean.replace("<table>", '<div class="table-scroll" tabindex="0"><table>')
    return opened.replace("</table>", "</table></div>")


def _without_foreign_hosts(tag, attribute, value):
    """Drop addresses like `//evil.example`, which look local and are not."""
    return None if attribute == "href" and value.startswith("//") else value


@register.simple_tag
def json_ld(data):
    """Print `data` as JSON-LD, so that nothing in it can end the script element."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
