"""PDF documents that do more than show themselves: they are taken, and what they would do is taken out.

The lists are those of ISO 32000-2: all that it knows and the portal does not allow, each in every place where a reader
would look for it. `PAYLOAD` stands in what has to go.
"""

import zlib
from functools import partial

from network.files.checking import FileType
from tests.files import pdfs
from tests.files.good import SHARED, Good
from tests.files.pdfs import document, stream, with_link

PAYLOAD = b"zq-payload"

# Table 201 and two of Adobe's; the last is nobody's.
ACTIONS = (
    "JavaScript Launch GoToR GoToE GoToDp Thread Sound Movie Hide SubmitForm ResetForm ImportData SetOCGState "
    "Rendition Trans GoTo3DView RichMediaExecute SetState NoOp Unheard"
)
# Table 171.
ANNOTATIONS = "Sound Movie Screen PrinterMark TrapNet 3D Redact Projection RichMedia FileAttachment Unheard"
# Table 29, and names that are a page's.
OF_THE_CATALOGUE = (
    "AA OpenAction URI Metadata SpiderInfo PieceInfo Legal Requirements Perms DSS AF DPartRoot Threads Extensions "
    "PageMode LastModified Unheard"
)
# Table 32.
NAME_TREES = "JavaScript EmbeddedFiles AP Pages Templates IDS URLS AlternatePresentations Renditions XFAImages Unheard"
# Table 31.
OF_A_PAGE = (
    "AA LastModified BoxColorInfo Thumb B Dur Trans Metadata PieceInfo ID PZ SeparationInfo TemplateInstantiated "
    "PresSteps VP AF OutputIntents DPart Unheard"
)
# Tables 5, 87 and 93, which would take what is shown from somewhere else or bring something along.
OF_A_STREAM = "F FFilter FDecodeParms Ref OPI Alternates Metadata Measure PtData AF PieceInfo PS Level1 Unheard"


def action(kind, more=b"") -> bytes:
    """An action that does `kind` with whatever such an action needs."""
    return (
        b"<</Type/Action/S/%b/JS(zq-payload)/F(zq-payload)/URI(javascript:zq-payload)/N/zq-payload"
        b"/D[(zq-payload)]/T(zq-payload)%b>>"
    ) % (kind, more)


# Where a reader looks for an action → a document with `this` there. Those with `Next` come after a harmless one.
PLACES = {
    "link": lambda this: pdfs.with_action(this),
    "link after another": lambda this: pdfs.with_action(b"<</S/GoTo/D[3 0 R/Fit]/Next %b>>" % this),
    "link among others": lambda this: pdfs.with_action(b"<</S/URI/URI(https://a.org)/Next[%b]>>" % this),
    "old link": lambda this: document(page=b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/Dest[3 0 R/Fit]/PA %b>>]" % this),
    "link elsewhere": lambda this: document(page=b"/Annots 5 0 R", more=[b"[6 0 R]", pdfs.link(b"7 0 R"), this]),
    "opening": lambda this: document(catalogue=b"/OpenAction %b" % this),
    "closing": lambda this: document(catalogue=b"/AA<</WC %b>>" % this),
    "page": lambda this: document(page=b"/AA<</O %b>>" % this),
    "all pages": lambda this: document(pages=b"/AA<</O %b>>" % this),
    "comment": lambda this: document(page=b"/Annots[<</Subtype/Text/Rect[0 0 9 9]/AA<</E %b>>/A %b>>]" % (this, this)),
    "bookmark": lambda this: document(catalogue=b"/Outlines<</First<</Title(x)/A %b>>>>" % this),
    "field": lambda this: document(catalogue=b"/AcroForm<</Fields[<</FT/Btn/T(x)/A %b/AA<</K %b>>>>]>>" % (this, this)),
    "name": lambda this: document(catalogue=b"/Names<</JavaScript<</Names[(x)%b]>>>>" % this),
    "destination": lambda this: document(catalogue=b"/Names<</Dests<</Names[(x)<</D[3 0 R/Fit]/A %b>>]>>>>" % this),
    "structure": lambda this: document(catalogue=b"/StructTreeRoot<</K<</S/P/A %b>>>>" % this),
    "layer": lambda this: document(catalogue=b"/OCProperties<</D<</AS[%b]>>>>" % this),
    "font": lambda this: document(page=b"/Resources<</Font<</AA<</A %b/AA<</O %b>>>>>>>>" % (this, this)),
}


def _document(**where):
    """A document of which the part that is named has one more key: `page=b"Thumb"`."""
    ((part, key),) = where.items()
    value = b"/%b 5 0 R" % key.encode()
    return document(**{part: value}, more=[b"<</Names[(a)(zq-payload)]/S/JavaScript/JS(zq-payload)>>"])


def _picture(key) -> bytes:
    entry = b"/Type/XObject/Subtype/%b/BBox[0 0 9 9]/Width 1/Height 1/" + key.encode() + b" (zq-payload)"
    resources = b"/Resources<</XObject<</A 5 0 R/B 6 0 R>>>>"
    return document(page=resources, more=[stream(b"", entry % b"Form"), stream(b"x", entry % b"Image")])


def _annotation(kind) -> bytes:
    return document(page=b"/Annots[<</Subtype/%b/Rect[0 0 9 9]/Contents(zq-payload)>>]" % kind.encode())


def _odd_link(target) -> bytes:
    return with_link(target + b"#zq-payload" if b"zq-payload" not in target else target)


ODD_LINKS = {
    "script": b"javascript:zq-payload",
    "script after a space": b" javascript:zq-payload",
    "script with a line break": b"java\\nscript:zq-payload",
    "script behind a web page": b"https://a.org\\njavascript:zq-payload",
    "file": b"file:///C:/zq-payload",
    "file share": rb"\\\\zq-payload\\share",
    "program": b"ms-word:ofe|u|https://zq-payload",
    "search": b"search-ms:query=zq-payload",
    "telephone": b"tel:+12zq-payload",
    "no scheme": b"www.zq-payload.org",
    "anchor": b"#zq-payload",
    "space after mailto": b"mailto: zq-payload@example.org",
    "space in the address": b"https://example.org/zq-payload a",
    "UTF-16": b"\xfe\xff" + "javascript:".encode("utf-16-be") + b"zq-payload ",
    "data": b"data:text/html,zq-payload",
    "web page in hexadecimal marks": b"\x80https://zq-payload",
}

FIELD = b"/AcroForm<</Fields[<</Kids[5 0 R]%b>>]%b>>"
SIGNED = b"<</Type/Sig/Filter/Adobe.PPKLite/Name(zq-payload)/Contents<00>/Cert(zq-payload)/Reason(zq-payload)>>"
WIDGET = b"/Subtype/Widget/Rect[0 0 9 9]/AP<</N 6 0 R>>"
STAMP = stream(b"(signed by zq-payload)Tj", b"/Subtype/Form/BBox[0 0 9 9]")

_MAKERS = (
    {
        f"{name} as {place}": partial(make, action(name.encode()))
        for place, make in PLACES.items()
        for name in ACTIONS.split()
    }
    | {f"web page that is a script as {place}": partial(make, action(b"URI")) for place, make in PLACES.items()}
    | {f"turning to no page as {place}": partial(make, action(b"Named")) for place, make in PLACES.items()}
    | {f"annotation {name}": partial(_annotation, name) for name in ANNOTATIONS.split()}
    | {f"catalogue {name}": partial(_document, catalogue=name) for name in OF_THE_CATALOGUE.split()}
    | {f"page {name}": partial(_document, page=name) for name in OF_A_PAGE.split()}
    | {
        f"names {name}": partial(
            document, catalogue=b"/Names<</%b<</Kids[<</Names[(a)(zq-payload)]>>]>>>>" % name.encode()
        )
        for name in NAME_TREES.split()
    }
    | {f"stream {name}": partial(_picture, name) for name in OF_A_STREAM.split()}
    | {f"link to {name}": partial(_odd_link, target) for name, target in ODD_LINKS.items()}
    | {
        f"field {name}": partial(
            document, catalogue=b"/AcroForm<</Fields[<</FT/Tx/T(x)/%b(zq-payload)>>]>>" % name.encode()
        )
        for name in ("AA", "Lock", "SV", "RV", "PMD", "Unheard")
    }
    | {
        f"form {name}": partial(document, catalogue=b"/AcroForm<</Fields[]/%b(zq-payload)>>" % name.encode())
        for name in ("XFA", "CO", "SigFlags", "Unheard")
    }
    | {
        "script in disguise": lambda: pdfs.with_action(action(b"Java#53cript")),
        "key in disguise": lambda: document(page=b"/#41A<</O %b>>" % action(b"JavaScript")),
        "key that is no UTF-8": lambda: document(page=b"/#ff%b(zq-payload)" % b"#cb"),
        "key that is no UTF-8 in a font that is called so": lambda: document(
            page=b"/Resources<</Font<</#cb#ce<</#cb#ce(zq-payload)/Subtype/Type1>>>>>>"
        ),
        "script by a name that stands elsewhere": lambda: document(
            page=b"/Annots[<</Subtype/Link/A<</S 5 0 R/JS(zq-payload)>>>>]", more=[b"/JavaScript"]
        ),
        "harmless action whose name stands elsewhere": lambda: document(
            page=b"/Annots[<</Subtype 6 0 R/A<</S 5 0 R/URI 7 0 R>>>>]",
            more=[b"/URI", b"/Link", b"(javascript:zq-payload)"],
        ),
        "script that nothing refers to": lambda: document(more=[b"[[<</S[/JavaScript]/JS(zq-payload)>>]]"]),
        "script in the trailer": lambda: document(trailer=b"/Root 1 0 R/AA<</WC %b>>" % action(b"JavaScript")),
        "script in an array in an array": lambda: document(page=b"/MediaBox[0 0[<</JS(zq-payload)>>]9 9]"),
        "dictionary in place of a number": lambda: document(page=b"/Rotate<</JS(zq-payload)>>"),
        "dictionary that stands elsewhere, in place of a number": lambda: document(
            page=b"/Rotate 5 0 R", more=[b"<</JS(zq-payload)>>"]
        ),
        "script in an object stream": lambda: pdfs.with_object_streams(
            (zlib.compress(b"6 0       <</S/JavaScript/JS(zq-payload)>>"), b"/Filter/FlateDecode")
        ),
        "picture in PostScript": lambda: document(
            page=b"/Resources<</XObject<</A 5 0 R>>>>", more=[stream(PAYLOAD, b"/Subtype/PS")]
        ),
        "annotation that is one thing and another": lambda: document(
            page=b"/Annots[5 0 R]/Resources<</XObject<</A 5 0 R>>>>",
            more=[stream(b"", b"/Subtype/Form/BBox[0 0 9 9]/A<</S/URI/URI(https://zq-payload)>>")],
        ),
        "comment's author": lambda: document(page=b"/Annots[<</Subtype/Text/Rect[0 0 9 9]/T(zq-payload)>>]"),
        "signature": lambda: document(
            catalogue=FIELD % (b"/T(x)", b"/SigFlags 3"),
            page=b"/Annots[5 0 R]",
            more=[b"<</FT/Sig/T(zq-payload)/V 7 0 R%b>>" % WIDGET, STAMP, SIGNED],
        ),
        "signature of the field above": lambda: document(
            catalogue=b"/AcroForm<</Fields[8 0 R]>>",
            page=b"/Annots[5 0 R]",
            more=[b"<</Parent 8 0 R%b>>" % WIDGET, STAMP, SIGNED, b"<</FT/Sig/Kids[5 0 R]/V 7 0 R>>"],
        ),
        "permissions by signature": lambda: document(catalogue=b"/Perms<</DocMDP %b>>" % SIGNED),
        "forms that are a program beside usual ones": lambda: document(
            catalogue=b"/AcroForm<</Fields[]/XFA[(template)5 0 R]>>", more=[stream(PAYLOAD)]
        ),
    }
)
DISARMED = {
    f"pdf: {name}": Good(FileType.PDF, make, stays=(SHARED,), goes=(PAYLOAD,)) for name, make in _MAKERS.items()
}
