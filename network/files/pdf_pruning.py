"""Takes out of a PDF what `pdf_grammar` does not allow, so that only that is left to be written."""

import json
from urllib.parse import unquote_to_bytes

import pikepdf
from django.utils.translation import gettext_lazy as _

from network.files.links import is_harmless
from network.files.pdf_grammar import FIELD_TYPES, FILTERS, KINDS, PLAIN, TURNS, VARIANTS
from network.files.rejection import DAMAGED, Rejected

# Names, numbers and strings in all objects. qpdf takes 150 bytes for each of them, and a tagged report of a thousand
# pages has two million.
MOST_WORDS = 3_000_000
# Arrays in arrays of numbers; two are usual (the widths of a font). Fields of forms in fields.
DEEPEST = 20

TOO_COMPLEX = _("The PDF is too complex to be checked. Use “Print to PDF” to make a copy and upload that.")
OUTDATED = _("The PDF has an outdated format. Use “Print to PDF” to make a copy and upload that.")
# What an object holds decides whether it may stand as one of these.
DEPENDS_ON_CONTENT = {*VARIANTS, "field"}


def prune(document: pikepdf.Pdf) -> None:
    """Leave in `document` what the grammar allows. Raises Rejected for too much of it, and for rare filters."""
    _Pruning(document).run()


class _Pruning:
    """Walks from the catalogue along allowed keys; an object that is reached as two kinds has to be fit for both."""

    def __init__(self, document):
        self._document = document
        self._waiting = [(_reference(document.Root), "catalogue")]
        # Pairs of a reference and a kind → whether there is a place for it.
        self._fit = {}
        self._left = MOST_WORDS

    def run(self):
        while self._waiting:
            reference, kind = self._waiting.pop()
            unfit = list(self._unfit(self._read(reference), kind, ()))
            # From the last to the first, so that places in arrays stay right.
            for path in reversed(unfit):
                self._remove(reference, path)

    def _unfit(self, value, kind, path):
        """The paths, from the outermost object, of what has no place in `value`; what it refers to is waiting then."""
        if isinstance(value, list):
            for place, item in enumerate(value):
                yield from self._judged(item, kind, (*path, place))
        elif isinstance(value, dict):
            kind = self._variant(value, kind)
            if kind is None and path:
                yield path
                return
            keys = KINDS[kind or "nothing"]
            if "/Filter" in keys and not self._is_readable(value.get("/Filter")):
                raise Rejected(OUTDATED)
            for key, item in value.items():
                if inner := keys.get(key) or keys.get("*"):
                    yield from self._judged(item, inner, (*path, key))
                else:
                    yield (*path, key)

    def _judged(self, value, kind, path):
        if _is_reference(value):
            if not self._is_fit(value, kind):
                yield path
        elif kind == PLAIN:
            if not self._is_plain(value):
                yield path
        else:
            yield from self._unfit(value, kind, path)

    def _is_fit(self, reference, kind):
        """Whether what `reference` leads to may stand as `kind`; if so, it will be looked at."""
        asked = reference, kind
        if asked not in self._fit:
            if kind == PLAIN:
                self._fit[asked] = self._is_plain(reference)
            else:
                self._fit[asked] = kind not in DEPENDS_ON_CONTENT or bool(self._variant(self._read(reference), kind))
                if self._fit[asked]:
                    self._waiting.append(asked)
        return self._fit[asked]

    def _is_plain(self, value, depth=0):
        """Whether it is a name, number or string, or an array of such."""
        value = self._resolved(value)
        if isinstance(value, list):
            return depth < DEEPEST and all(self._is_plain(item, depth + 1) for item in value)
        return not isinstance(value, dict)

    def _is_readable(self, filters):
        filters = self._resolved(filters)
        names = filters if isinstance(filters, list) else [filters]
        return {self._resolved(name) for name in names} <= FILTERS | {None}

    def _variant(self, value, kind):
        """The kind in the grammar that `value` is of, or None where there is no place for it."""
        if not isinstance(value, dict):
            return kind
        if kind in VARIANTS:
            key, names = VARIANTS[kind]
            kind = names.get(str(self._resolved(value.get(key))))
        match kind:
            case "appearance":
                # One drawing, or one for each state, by name.
                return "form" if "/BBox" in value else "forms"
            case "link":
                is_fit = "/Dest" in value or self._is_action(value.get("/A"))
            case "web-link":
                is_fit = is_harmless(str(self._resolved(value.get("/URI"))).removeprefix("u:"))
            case "turn-page":
                is_fit = self._resolved(value.get("/N")) in TURNS
            case "field":
                is_fit = self._is_field(value)
            case _:
                is_fit = True
        return kind if is_fit else None

    def _is_action(self, value):
        value = self._resolved(value)
        return isinstance(value, dict) and bool(self._variant(value, "action"))

    def _is_field(self, value):
        """Whether it is a field of an allowed type, or leads to fields."""
        leads_to_others = "/Kids" in value
        for _level in range(DEEPEST):
            if (field_type := self._resolved(value.get("/FT"))) is not None:
                return field_type in FIELD_TYPES
            value = self._resolved(value.get("/Parent"))
            if not isinstance(value, dict):
                break
        return leads_to_others

    def _resolved(self, value):
        return self._read(value) if _is_reference(value) else value

    def _read(self, reference):
        """An object as JSON: of a stream, the dictionary."""
        thing = self._object(reference)
        # Numbers and truths come as such.
        text = thing.to_json(dereference=True) if isinstance(thing, pikepdf.Object) else b"0"
        # One line for each word.
        self._left -= text.count(b"\n")
        if self._left < 0:
            raise Rejected(TOO_COMPLEX)
        return json.loads(text)

    def _object(self, reference):
        number, generation, _r = reference.split()
        return self._document.get_object(int(number), int(generation))

    def _remove(self, reference, path):
        container = self._object(reference)
        *way, last = map(_step, path)
        for step in way:
            container = container[step]
        del container[last]


def _reference(thing):
    """`thing` as what refers to it is written. Raises Rejected for one that nothing can refer to."""
    if not thing.is_indirect:
        raise Rejected(DAMAGED)
    number, generation = thing.objgen
    return f"{number} {generation} R"


def _is_reference(value):
    # Of the words in qpdf's notation only a reference (`5 0 R`) is a text that begins with a digit.
    return isinstance(value, str) and value[:1].isdigit()


def _step(step):
    """A key or place as pikepdf has it. A name that is no UTF-8 stands in JSON as `n:/` and the letters as `#xx`."""
    if isinstance(step, int) or step.startswith("/"):
        return step
    return unquote_to_bytes(step.removeprefix("n:").replace("%", "%25").replace("#", "%")).decode(
        errors="surrogateescape"
    )
