"""XML in office files: read without entities, in one encoding, by what is looked for in it."""

import re
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext_lazy as _

from network.files.rejection import DAMAGED, Rejected

DECLARED_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
# In a part with fields each element costs a call into Python: 32 MB of the shortest ones take six seconds. The text of
# a thousand pages is 20 MB.
MOST_BYTES_WITH_FIELDS = 32 * 1024 * 1024
FIELD_TAGS = {"instrText", "delInstrText"}
# Those who know the filters write the name of a field as numbers: { QUOTE 68 68 69 } is DDE.
DDE = re.compile(r"\s*DDE(?:AUTO)?\b|\s*QUOTE(?:\s+\d+){3}", re.IGNORECASE)
DDE_ANYWHERE = re.compile(r"DDEAUTO", re.IGNORECASE)

ENTITIES = _(
    "The document contains definitions that no office program writes (DTD). Save it anew and upload that copy."
)
TOO_LONG = _("The document has a text that is too long to be checked. Split it and upload the pieces.")
STARTS_PROGRAMS = _("The document contains a field that starts another program (DDE). Remove the field.")
IMPORTS = _("The document imports another document (altChunk). Open it in Word, save it and upload that copy.")


class Nothing:
    """Looks at nothing: that the XML is well-formed and free of entities is enough."""

    def close(self):
        """Called by the parser at the end."""


class Attributes(Nothing):
    """Collects the attributes of the elements called `names`, for each name in order."""

    def __init__(self, *names):
        self.found = {name: [] for name in names}

    def start(self, tag, attributes):
        if (name := local(tag)) in self.found:
            self.found[name].append(attributes)


class Text(Nothing):
    """Collects the text of the first element that is called `tag`, in full."""

    def __init__(self, tag):
        self.tag, self.pieces, self._state = tag, [], "before"

    def start(self, tag, _attributes):
        if tag == self.tag and self._state == "before":
            self._state = "in"

    def data(self, text):
        if self._state == "in":
            self.pieces.append(text)

    def end(self, tag):
        if tag == self.tag:
            self._state = "after"


class Fields(Nothing):
    """Puts the instructions of fields together, over runs and around inner fields (ISO 29500-1 §17.16)."""

    # In UTF-8 the name of an element cannot be disguised.
    WORDS = (b"nstrText", b"fldSimple", b"altChunk")

    def __init__(self):
        self.open = [[]]
        self.codes = []
        self._is_code = False

    def start(self, tag, attributes):
        match local(tag):
            case "altChunk":
                raise Rejected(IMPORTS)
            case "fldSimple":
                self.codes += [value for name, value in attributes.items() if local(name) == "instr"]
            case "fldChar":
                self._mark({local(name): value for name, value in attributes.items()}.get("fldCharType"))
            case name:
                self._is_code = name in FIELD_TAGS

    def data(self, text):
        if self._is_code:
            self.open[-1].append(text)

    def end(self, _tag):
        self._is_code = False

    def close(self):
        """Raise Rejected if any field, also one that was never ended, talks to a program."""
        codes = [*self.codes, *("".join(pieces) for pieces in self.open)]
        if any(DDE.match(code) for code in codes) or DDE_ANYWHERE.search("".join(codes)):
            raise Rejected(STARTS_PROGRAMS)

    def _mark(self, kind):
        if kind == "begin":
            self.open.append([])
        elif kind == "end" and len(self.open) > 1:
            self.codes.append("".join(self.open.pop()))


def read(data, target):
    """Parse `data` (bytes) into `target`, one of the classes above, and return that.

    Raises Rejected for what is not well-formed, not in UTF-8, or brings a DTD.
    """
    # The program that opens the file later goes by the declaration; we must have read the same letters. Expat takes
    # anything with zeros for UTF-16, whatever it is told.
    encoding = DECLARED_ENCODING.match(data)
    if b"\0" in data or (encoding and encoding[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}):
        raise Rejected(DAMAGED)
    parser = DefusedXMLParser(
        target=target, encoding="utf-8", forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise Rejected(ENTITIES) from error
    except ParseError as error:
        raise Rejected(DAMAGED) from error
    return target


def check(data):
    """Raise Rejected for XML that `read` refuses, that imports documents, or whose fields start programs."""
    has_fields = any(word in data for word in Fields.WORDS)
    if has_fields and len(data) > MOST_BYTES_WITH_FIELDS:
        raise Rejected(TOO_LONG)
    read(data, Fields() if has_fields else Nothing())


def local(tag) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]
