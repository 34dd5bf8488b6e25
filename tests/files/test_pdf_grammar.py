"""Whatever stands in a PDF, nothing comes out that starts, fetches, sends or brings along anything."""

import io
import random

import pikepdf
from hypothesis import given, settings
from hypothesis import strategies as st

from network.files.checking import FileType, Rejected, check
from network.files.pdf_grammar import KINDS, PLAIN, VARIANTS
from tests.files.disarmed import ACTIONS as REFUSED_ACTIONS
from tests.files.disarmed import ANNOTATIONS as REFUSED_ANNOTATIONS
from tests.files.pdfs import document, stream


def names(words) -> list:
    """The words as names of a PDF."""
    return [f"/{word}" for word in words.split()]


# Written down here once more, so that a slip in the grammar shows.
ACTIVE = names("JS AA OpenAction EF XFA EmbeddedFiles JavaScript PA RichMediaContent AF Metadata")
ALLOWED_ACTIONS = {"/URI", "/GoTo", "/Named"}
# What stands under these has names of its own: letters, fonts, states, roles of elements.
NAMED_FREELY = names(
    "Font XObject ExtGState ColorSpace Pattern Shading Properties CharProcs Colorants N D R RoleMap ClassMap RoleMapNS "
    "Dests"
)
REFUSED = names(f"{REFUSED_ACTIONS} {REFUSED_ANNOTATIONS} Sig")
LEAVES = [
    *REFUSED,
    *names("Tx Page FlateDecode NextPage"),
    *("(https://example.org)", "(mailto:a@b.org)", "(javascript:alert)", "(tel:1)", "(file:///a)", "1", "null"),
]
DEEPEST = 5


class Writer:
    """Writes objects that follow the grammar in part: each may have active keys, and stand in place of another kind."""

    def __init__(self, seed):
        self.chance = random.Random(seed)  # noqa: S311
        self.more = []

    def thing(self, kind, depth=0) -> str:
        """Something for a place where `kind` belongs, written there or elsewhere."""
        if kind == PLAIN or depth == DEEPEST or self.chance.random() < 0.1:
            written = self.chance.choice(LEAVES)
        else:
            written = f"<<{self.entries(kind, depth)}>>"
        if self.chance.random() < 0.3:
            written = f"[{written} {self.chance.choice(LEAVES)}]"
        if self.chance.random() < 0.4:
            self.more.append(written.encode())
            written = f"{4 + len(self.more)} 0 R"
        return written if self.chance.random() < 0.9 else f"{self.chance.randint(4, 9)} 0 R"

    def entries(self, kind, depth=0, *, but=()) -> str:
        """Some of the keys of `kind`, and perhaps an active one."""
        entries = {}
        if kind in VARIANTS:
            key, variants = VARIANTS[kind]
            entries[key] = self.chance.choice([*variants] * 3 + REFUSED)
            kind = variants.get(entries[key], "link")
        keys = KINDS["form" if kind == "appearance" else kind]
        # Those that lead on.
        leading = [key for key, inner in keys.items() if inner != PLAIN and key not in but]
        plain = [key for key, inner in keys.items() if inner == PLAIN and key not in {"/Type", "/Filter", *entries}]
        for key in self.chance.sample(leading, min(2, len(leading))) + self.chance.sample(plain, min(1, len(plain))):
            entries["/AA" if key == "*" else key] = self.thing(keys[key], depth + 1)
        if self.chance.random() < 0.5:
            entries[self.chance.choice(ACTIVE)] = self.thing("action", DEEPEST - 1)
        return " ".join(f"{key} {value}" for key, value in entries.items())


def everything(thing, key="", seen=None):
    """Each dictionary and stream that can be reached, with the key that it stands under."""
    seen = set() if seen is None else seen
    if not isinstance(thing, pikepdf.Object) or (thing.is_indirect and (thing.objgen, key) in seen):
        return
    if thing.is_indirect:
        seen.add((thing.objgen, key))
    if isinstance(thing, pikepdf.Array):
        for item in thing:
            yield from everything(item, key, seen)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield key, thing
        for inner in thing.keys():  # noqa: SIM118 - an object of pikepdf is no mapping
            yield from everything(thing[inner], inner, seen)


@settings(deadline=None, max_examples=1500, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_whatever_stands_in_a_pdf_only_what_is_allowed_comes_out(seed):
    writer = Writer(seed)
    catalogue = writer.entries("catalogue", but={"/Pages"}).encode()
    page = writer.entries("page", but={"/Parent", "/Kids"}).encode()
    annotations = f"/Annots {writer.thing('annotation')}".encode() if b"/Annots" not in page else b""
    content = document(catalogue=catalogue, page=page + annotations, more=[*writer.more, stream(b"x")])
    try:
        checked = check(content, [FileType.PDF])
    except Rejected:
        return
    with pikepdf.open(io.BytesIO(checked.content)) as pdf:
        for key, thing in everything(pdf.Root):
            if key not in NAMED_FREELY:
                assert_harmless(key, thing)


def assert_harmless(key, thing):
    keys = set(thing.keys())
    assert not keys & set(ACTIVE)
    if key == "/A" and "/S" in keys:
        assert thing.S in ALLOWED_ACTIONS
        assert "/Next" not in keys
    if "/URI" in keys:
        assert str(thing.URI).startswith(("https://", "mailto:"))
    if key == "/Annots":
        assert thing.get("/Subtype") not in REFUSED


def test_each_kind_of_the_grammar_is_there_and_leads_somewhere():
    found, waiting = set(), ["catalogue"]
    while waiting:
        kind = waiting.pop()
        if kind in found:
            continue
        found.add(kind)
        if kind in VARIANTS:
            waiting += VARIANTS[kind][1].values()
        elif kind == "appearance":
            waiting += ["form", "forms"]
        elif kind != PLAIN:
            waiting += KINDS[kind].values()
    assert found - {PLAIN, "appearance", *VARIANTS} == KINDS.keys() - {"nothing"}
