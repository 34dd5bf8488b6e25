"""PDF documents, good and hostile: written object by object, so that each file holds exactly what its name says."""

import io
import zlib

import pikepdf

TEXT = b"BT /F1 12 Tf 20 50 Td (Water is shared) Tj ET"
OLD_TEXT = b"BT /F1 12 Tf 20 50 Td (The source is Amina) Tj ET"
CATALOGUE, PAGES, PAGE, CONTENT = 1, 2, 3, 4


def objects(catalogue=b"", pages=b"", page=b"", text=TEXT, more=()):
    """The bodies of the objects of a document of one page, in the order of their numbers; `more` starts at 5."""
    return [
        b"<</Type/Catalog/Pages 2 0 R %b>>" % catalogue,
        b"<</Type/Pages/Kids[3 0 R]/Count 1%b>>" % pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>> %b>>" % page,
        stream(text),
        *more,
    ]


def stream(data, entries=b"") -> bytes:
    return b"<</Length %d %b>>stream\n%b\nendstream" % (len(data), entries, data)


def document(*arguments, trailer=b"/Root 1 0 R", **options) -> bytes:
    """A PDF with a table of cross-references, as in PDF 1.4, of what `objects` returns."""
    return written(objects(*arguments, **options), trailer)


def written(bodies, trailer=b"/Root 1 0 R", lead=b"") -> bytes:
    content, offsets = _body(bodies, lead)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return content + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d %b>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(bodies) + 1,
        table,
        len(bodies) + 1,
        trailer,
        len(content),
    )


def with_stream_of_references(bodies, data, entries) -> bytes:
    """The same with a cross-reference stream (PDF 1.5) of `data`, as object 5."""
    bodies = [*bodies, stream(data, b"/Type/XRef/W[1 4 1]/Root 1 0 R %b" % entries)]
    content, offsets = _body(bodies)
    return content + b"startxref\n%d\n%%%%EOF\n" % offsets[-1]


def _body(bodies, lead=b""):
    content, offsets = bytearray(lead + b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    return bytes(content), offsets


def revised() -> bytes:
    """A document whose text was changed by adding to the file: the first text is still in it."""
    first = document(text=OLD_TEXT)
    start = first.rindex(b"startxref\n") + len(b"startxref\n")
    previous = int(first[start:].split()[0])
    change = b"4 0 obj\n%b\nendobj\n" % stream(TEXT)
    table = len(first) + len(change)
    return (
        first
        + change
        + b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 5/Root 1 0 R/Prev %d>>\n" % (len(first), previous)
        + b"startxref\n%d\n%%%%EOF\n" % table
    )


def signed_by_its_maker() -> bytes:
    """Information, XMP, private data of a program and a thumbnail tell who made it and how."""
    return document(
        catalogue=b"/Metadata 5 0 R/PieceInfo<</Word<</LastModified(D:2020)/Private(Amina at home)>>>>",
        page=b"/LastModified(D:2021)/Thumb 7 0 R",
        more=[
            stream(b"<x:xmpmeta>Amina in XMP</x:xmpmeta>", b"/Type/Metadata/Subtype/XML"),
            b"<</Author(Amina the author)/Creator(Writer)>>",
            stream(b"thumbnail", b"/Width 3/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB"),
        ],
        trailer=b"/Root 1 0 R/Info 6 0 R/DocChecksum/ABCDEF",
    )


def with_link(target) -> bytes:
    return with_action(b"<</S/URI/URI(%b)>>" % target)


def with_action(action) -> bytes:
    """A link on the page that does `action`."""
    return document(page=b"/Annots[%b]" % link(action))


def link(action) -> bytes:
    return b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A %b>>" % action


def packed(content, **options) -> bytes:
    """The same document as pikepdf saves it: most objects in object streams."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, **options)
    return target.getvalue()


# Names of fonts and letters that would be something else elsewhere, a link, a bookmark, a form that is filled in, text
# for those who have it read aloud.
EVERYTHING_ALLOWED = (
    b"(Water is shared)",
    b"https://example.org/a",
    b"(Chapter)",
    b"/NextPage",
    b"(Amina filled this in)",
    b"(A well)",
    b"/EF",
    b"/AA",
    b"/JS",
    b"(Layer of wells)",
    b"(A comment)",
)


def with_everything_allowed() -> bytes:
    turn = b"<</Title(Chapter)/A<</S/Named/N/NextPage>>/Parent 6 0 R>>"
    field = b"<</FT/Tx/T(name)/V(Amina filled this in)/Subtype/Widget/Rect[0 0 9 9]/F 4/P 3 0 R/AP<</N<</JS 9 0 R>>>>>>"
    return document(
        catalogue=b"/Lang(en)/MarkInfo<</Marked true>>/Outlines 6 0 R/AcroForm<</Fields[8 0 R]/DA(/EF 0 Tf)>>"
        b"/StructTreeRoot 10 0 R/OCProperties<</OCGs[12 0 R]/D<</Order[12 0 R]>>>>"
        b"/Names<</Dests<</Kids[<</Names[(a)[3 0 R/Fit]]>>]>>>>",
        page=b"/Annots[5 0 R 8 0 R 13 0 R]/StructParents 0/Group<</S/Transparency>>/Resources<</Font<</EF<<"
        b"/Type/Font/Subtype/Type3/CharProcs<</AA 9 0 R>>/Encoding<</Differences[65/AA]>>/Widths 14 0 R>>>>"
        b"/Properties<</OC 12 0 R>>/XObject<</F 9 0 R>>>>",
        more=[
            link(b"<</S/URI/URI(https://example.org/a)>>"),
            b"<</First 7 0 R/Count 1>>",
            turn,
            field,
            stream(b"0 0 9 9 re f", b"/Subtype/Form/BBox[0 0 9 9]"),
            b"<</Type/StructTreeRoot/K 11 0 R/ParentTree<</Nums[0[11 0 R]]>>/RoleMap<</JS/P>>>>",
            b"<</S/JS/P 10 0 R/Pg 3 0 R/Alt(A well)/A<</O/Layout/BBox[0 0 9 9]>>"
            b"/K[0<</Type/MCR/MCID 1>><</Type/OBJR/Obj 5 0 R>>]>>",
            b"<</Type/OCG/Name(Layer of wells)>>",
            b"<</Subtype/Highlight/Rect[0 0 9 9]/Contents(A comment)/QuadPoints[0 0 9 0 0 9 9 9]>>",
            b"[500[500 600]]",
        ],
    )


def locked(user="", **options) -> bytes:
    """A document with an owner's password, and perhaps one that opens it."""
    return packed(document(), encryption=pikepdf.Encryption(owner="owner", user=user, **options))


def with_filter(packing) -> bytes:
    """A page whose text is packed as `packing` says."""
    return document(page=b"/Contents 5 0 R", more=[stream(TEXT, b"/Filter%b" % packing)])


def counted_from_the_file(lead) -> bytes:
    """A document behind `lead`, with the places in its table counted from the first byte of the file."""
    return written(objects(), lead=lead)


def of_pages(count) -> bytes:
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, b" ".join(b"%d 0 R" % (3 + n) for n in range(count))),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * count,
    ]
    return written(bodies)


def of_nested_pages(depth) -> bytes:
    nested = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (3 + n) for n in range(depth)]
    return written([b"<</Type/Catalog/Pages 2 0 R>>", *nested, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"])


def of_a_million_objects() -> bytes:
    """As many as fit: 280,000 written out."""
    return written([*objects(), *[b"1"] * 280_000])


def of_two_million_references() -> bytes:
    """A small cross-reference stream that claims two million objects, the first six of which are there."""
    bodies = objects()
    _content, offsets = _body(bodies)
    rows = _rows([(0, 0), *((1, offset) for offset in offsets)])
    data = zlib.compress(rows + _rows([(1, 32)]) * 2_000_000, 9)
    return with_stream_of_references(bodies, data, b"/Filter/FlateDecode/Size %d" % (len(offsets) + 2_000_001))


def with_reference_bomb(packing=b"/FlateDecode") -> bytes:
    """A cross-reference stream that unpacks to 60 MB."""
    data = zlib.compress(bytes(60_000_000), 1)
    return with_stream_of_references(objects(), data, b"/Filter%b/Size 5" % packing)


def with_object_streams(*streams) -> bytes:
    """A document with more objects, each the only one in its object stream; `streams` are pairs of data and entries.

    The first stream is object 5, and holds the object behind the last stream, and so on.
    """
    bodies = [
        *objects(catalogue=b"/More %d 0 R" % (5 + len(streams))),
        *[stream(data, b"/Type/ObjStm/N 1/First 10 %b" % entries) for data, entries in streams],
    ]
    content, offsets = _body(bodies)
    held = [(2, 5 + place) for place in range(len(streams))]
    rows = _rows([(0, 0), *((1, offset) for offset in offsets), *held, (1, len(content))])
    table = stream(rows, b"/Type/XRef/W[1 4 1]/Root 1 0 R/Size %d" % (len(rows) // 6))
    number = len(rows) // 6 - 1
    return content + b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, table, len(content))


def with_hidden_script() -> bytes:
    """The script is an object in an object stream, packed, so that its name does not stand in the file."""
    return with_object_streams((zlib.compress(b"6 0       <</S/JavaScript>>"), b"/Filter/FlateDecode"))


def with_object_bombs() -> bytes:
    """Two object streams of 10 MB each: harmless alone, so that only the sum tells."""
    streams = [b"%-10b" % (b"%d 0" % number) + b"null" + b" " * 10_000_000 for number in (7, 8)]
    return with_object_streams(*[(zlib.compress(data, 9), b"/Filter/FlateDecode") for data in streams])


def _rows(places):
    """Entries of a cross-reference stream of widths 1, 4 and 1."""
    return b"".join(bytes([kind]) + place.to_bytes(4, "big") + b"\0" for kind, place in places)
