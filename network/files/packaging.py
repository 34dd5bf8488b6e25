"""How the parts of an office file hang together (Open Packaging Conventions, ISO 29500-2): types and relationships."""

import posixpath
import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from network.files import markup
from network.files.rejection import DAMAGED, Rejected

TYPES = "[Content_Types].xml"
ROOT = "_rels/.rels"
# A workbook with 65,530 hyperlinks, the most that Excel allows in one sheet, has 10 MB of relationships; few have 1.
MOST_INDEX_BYTES = 10 * 1024 * 1024

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
PROPERTIES = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator></dc:creator>'
    "<cp:lastModifiedBy></cp:lastModifiedBy></cp:coreProperties>"
)
SCHEME_OR_HOST = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//|.*\\)", re.IGNORECASE)


@dataclass(frozen=True)
class Relationship:
    """One arrow from a part to another, or to somewhere outside."""

    id: str
    type: str
    target: str
    is_external: bool

    @property
    def kind(self) -> str:
        """The last word of the type; the transitional and the strict form of the standard share it."""
        return self.type.rpartition("/")[2].lower()

    @property
    def leaves_package(self) -> bool:
        """Whether a target that claims to lie in the package has the form of an address outside."""
        return not self.is_external and bool(SCHEME_OR_HOST.match(self.target))


class Types:
    """What `[Content_Types].xml` says of each part. Raises Rejected if it says two things of one."""

    def __init__(self, data):
        found = _index(data, "Default", "Override")
        self._defaults = _table(found["Default"], "Extension")
        self._overrides = _table(found["Override"], "PartName")

    def of(self, name) -> str:
        """The content type of the part `name`, or the empty string."""
        name = name.lower()
        return self._overrides.get(f"/{name}") or self._defaults.get(extension(name), "")

    def all(self) -> list[str]:
        return [*self._defaults.values(), *self._overrides.values()]

    def written(self, names) -> bytes:
        """The same for the parts `names` alone."""
        parts = {f"/{name}".lower(): name for name in names}
        extensions = {extension(name) for name in parts}
        lines = [
            f"<Default Extension={quoteattr(key)} ContentType={quoteattr(content_type)}/>"
            for key, content_type in self._defaults.items()
            if key in extensions
        ] + [
            f"<Override PartName={quoteattr('/' + parts[key])} ContentType={quoteattr(content_type)}/>"
            for key, content_type in self._overrides.items()
            if key in parts
        ]
        return _document("Types", TYPES_NAMESPACE, lines)


def relationships(data) -> list[Relationship]:
    """The relationships in a part `*.rels`. Raises Rejected for any that leaves room for a second meaning."""
    found = [
        Relationship(
            id=attributes["Id"],
            type=attributes["Type"],
            target=attributes["Target"],
            is_external={"Internal": False, "External": True}[attributes.get("TargetMode", "Internal")],
        )
        for attributes in _index(data, "Relationship")["Relationship"]
    ]
    if len({one.id for one in found}) < len(found):
        raise Rejected(DAMAGED)
    return found


def written_relationships(found) -> bytes:
    """A part `*.rels` that holds `found` and nothing else."""
    lines = [
        f"<Relationship Id={quoteattr(one.id)} Type={quoteattr(one.type)} Target={quoteattr(one.target)}"
        + (' TargetMode="External"/>' if one.is_external else "/>")
        for one in found
    ]
    return _document("Relationships", RELATIONSHIPS_NAMESPACE, lines)


def written_properties(data) -> bytes:
    """Core properties of which only the title is left; creator and last editor are empty."""
    title = "".join(markup.read(data, markup.Text(TITLE)).pieces)
    return (DECLARATION + PROPERTIES.format(title=escape(title))).encode()


def from_root(target) -> str:
    """The name of the entry that a relationship of the whole package points to, in small letters."""
    return posixpath.normpath(target).lstrip("/").lower()


def extension(name) -> str:
    """What follows the last dot of the last segment of `name`, in small letters."""
    return name.rpartition("/")[2].rpartition(".")[2].lower()


def _index(data, *names):
    if len(data) > MOST_INDEX_BYTES:
        raise Rejected(DAMAGED)
    return markup.read(data, markup.Attributes(*names)).found


def _table(elements, key):
    """The content type for each extension or part; extensions and names know no case."""
    table = {attributes[key].lower(): attributes["ContentType"] for attributes in elements}
    if len(table) < len(elements):
        raise Rejected(DAMAGED)
    return table


def _document(tag, namespace, lines):
    return f'{DECLARATION}<{tag} xmlns="{namespace}">{"".join(lines)}</{tag}>'.encode()
