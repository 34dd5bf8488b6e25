"""Every kind of hostile file that somebody may upload, and why it is turned down. The harmless ones are in `good`."""

import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from PIL import Image

from network.files.filetypes import MOST_IMAGE_BYTES
from tests.files import packages, pdfs, pictures
from tests.files.packages import FORMATS, field, in_field, link, package, paragraph, related, spread, typed, with_entry
from tests.files.pdfs import document, with_action, with_link


@dataclass(frozen=True)
class Hostile:
    """`make` builds the file; the sentence of the rejection contains `why`."""

    make: Callable[[], bytes]
    why: str


@cache
def built(make) -> bytes:
    """What `make` builds, once in a run of the tests."""
    return make()


HOSTILE_IMAGES = {
    "png of 20,000 × 20,000": Hostile(pictures.png_of_twenty_thousand, "too many pixels"),
    "jpeg of 20,000 × 20,000": Hostile(pictures.jpeg_of_twenty_thousand, "too many pixels"),
    "webp of 16,383 × 16,383": Hostile(pictures.webp_of_sixteen_thousand, "too many pixels"),
    "jpeg of one row too many": Hostile(
        lambda: pictures.saved(Image.new("L", (4161, 3125)), "JPEG"), "too many pixels"
    ),
    "jpeg of a thousand scans": Hostile(pictures.jpeg_of_many_scans, "damaged"),
    "png whose comment is a bomb": Hostile(pictures.png_with_text_bomb, "damaged"),
    "moving png": Hostile(partial(pictures.moving, "PNG"), "animated"),
    "moving webp": Hostile(partial(pictures.moving, "WEBP"), "animated"),
    "half a jpeg": Hostile(lambda: pictures.half(pictures.jpeg()), "damaged"),
    "half a png": Hostile(lambda: pictures.half(pictures.png()), "damaged"),
    "half a webp": Hostile(lambda: pictures.half(pictures.webp()), "damaged"),
    "page that starts like a jpeg": Hostile(lambda: b"\xff\xd8\xff" + pictures.SCRIPT, "damaged"),
    "page that starts like a png": Hostile(lambda: b"\x89PNG\r\n\x1a\n" + pictures.SCRIPT, "damaged"),
    "page that starts like a webp": Hostile(lambda: b"RIFF\x20\0\0\0WEBP" + pictures.SCRIPT, "damaged"),
    "jpeg of nine megabytes": Hostile(lambda: pictures.jpeg() + bytes(MOST_IMAGE_BYTES), "larger than 8 MB"),
}
HOSTILE_OTHERS = {
    "nothing": Hostile(bytes, "not accepted"),
    "gif": Hostile(lambda: pictures.saved(pictures.painting(), "GIF"), "not accepted"),
    "bmp": Hostile(lambda: pictures.saved(pictures.painting(), "BMP"), "not accepted"),
    "tiff": Hostile(lambda: pictures.saved(pictures.painting(), "TIFF"), "not accepted"),
    "svg": Hostile(lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "not accepted"),
    "heic": Hostile(lambda: b"\0\0\0\x18ftypheic" + bytes(99), "not accepted"),
    "web page": Hostile(lambda: b"<!doctype html>" + pictures.SCRIPT, "not accepted"),
    "program": Hostile(lambda: b"MZ" + bytes(99), "not accepted"),
    "web page in front of a pdf": Hostile(lambda: b"<html>\n" + document(), "not accepted"),
    "zip of texts": Hostile(lambda: packages.zipped([("a.txt", "a")]), "not accepted"),
    "odt": Hostile(packages.open_document, "not accepted"),
    "dotx": Hostile(lambda: package(main_type=f"{FORMATS}.wordprocessingml.template.main+xml"), "a template"),
    "ppsx": Hostile(lambda: package("pptx", main_type=f"{FORMATS}.presentationml.slideshow.main+xml"), "not accepted"),
    "doc": Hostile(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "old Office file"),
}
HOSTILE_PDFS = {
    "script when opened": Hostile(
        lambda: document(catalogue=b"/OpenAction<</S/JavaScript/JS(app.alert())>>"), "/OpenAction"
    ),
    "web page when opened": Hostile(
        lambda: document(catalogue=b"/OpenAction<</S/URI/URI(https://example.org)>>"), "/OpenAction"
    ),
    "script after opening": Hostile(
        lambda: document(catalogue=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next 5 0 R>>", more=[b"<</S/JavaScript>>"]),
        "/JavaScript",
    ),
    "script by name": Hostile(
        lambda: document(catalogue=b"/Names<</JavaScript 5 0 R>>", more=[b"<<>>"]), "/JavaScript"
    ),
    "script in disguise": Hostile(lambda: with_action(b"<</S/Java#53cript>>"), "/JavaScript"),
    "script by a name that stands elsewhere": Hostile(
        lambda: document(page=b"/A<</S 5 0 R>>", more=[b"/JavaScript"]), "/JavaScript"
    ),
    "attached file without a type": Hostile(lambda: document(page=b"/A<</EF<</F 4 0 R>>>>"), "attached"),
    "three million numbers": Hostile(lambda: document(more=[b"[" + b"0 " * 3_000_001 + b"]"]), "too complex"),
    "script in an object stream": Hostile(pdfs.with_hidden_script, "/JavaScript"),
    "script that nothing refers to": Hostile(lambda: document(more=[b"[[<</S[/JavaScript]>>]]"]), "/JavaScript"),
    "script in the dictionary of a stream": Hostile(lambda: document(more=[pdfs.stream(b"x", b"/JS(y)")]), "/JS"),
    "script in the trailer": Hostile(
        lambda: document(trailer=b"/Root<</Type/Catalog/Pages 2 0 R/A<</S/JavaScript>>>>"), ""
    ),
    "starts a program": Hostile(lambda: with_action(b"<</S/Launch/F(cmd.exe)>>"), "/Launch"),
    "acts when the page is shown": Hostile(lambda: document(page=b"/AA<</O<</S/Named/N/Print>>>>"), "/AA"),
    "sends a form": Hostile(lambda: with_action(b"<</S/SubmitForm/F(https://example.org)>>"), "/SubmitForm"),
    "imports data": Hostile(lambda: with_action(b"<</S/ImportData/F(x)>>"), "/ImportData"),
    "goes to another file": Hostile(lambda: with_action(b"<</S/GoToR/F(x.pdf)/D[0/Fit]>>"), "/GoToR"),
    "goes to an attached file": Hostile(lambda: with_action(b"<</S/GoToE/T<<>>/D[0/Fit]>>"), "/GoToE"),
    "attached files": Hostile(lambda: document(catalogue=b"/Names<</EmbeddedFiles<</Names[]>>>>"), "attached"),
    "attached file": Hostile(lambda: document(more=[pdfs.stream(b"MZ", b"/Type/EmbeddedFile")]), "attached"),
    "film": Hostile(lambda: document(page=b"/Annots[<</Type/Annot/Subtype/RichMedia>>]"), "film"),
    "form that is a program": Hostile(lambda: document(catalogue=b"/AcroForm<</Fields[]/XFA[]>>"), "XFA"),
    "stream in another file": Hostile(lambda: document(more=[pdfs.stream(b"", b"/F(/etc/passwd)")]), "/F"),
    "link that is a script": Hostile(lambda: with_link(b"javascript:alert(1)"), "“javascript:alert(1)”"),
    "link to a file": Hostile(lambda: with_link(b"file:///C:/secret"), "“file:///C:/secret”"),
    "link to a file share": Hostile(lambda: with_link(rb"\\\\host\\share"), r"“\\host\share”"),
    "base of links that is a script": Hostile(lambda: document(catalogue=b"/URI<</Base(javascript:)>>"), "javascript:"),
    "password": Hostile(pdfs.locked, "password"),
    "no pages": Hostile(
        lambda: pdfs.written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]), "no pages"
    ),
    "1,001 pages": Hostile(partial(pdfs.of_pages, 1001), "more than 1000"),
    "pages in pages in pages": Hostile(partial(pdfs.of_nested_pages, 20_000), "damaged"),
    "280,000 objects": Hostile(pdfs.of_a_million_objects, "too complex"),
    "references that are a bomb": Hostile(pdfs.with_reference_bomb, "damaged"),
    "references that are a bomb in a bomb": Hostile(
        partial(pdfs.with_reference_bomb, b"[/FlateDecode/FlateDecode]"), "damaged"
    ),
    "objects that are a bomb": Hostile(pdfs.with_object_bombs, "too complex"),
    "references in LZW": Hostile(partial(pdfs.with_reference_bomb, b"/LZWDecode"), "out of use"),
    "references in LZW in disguise": Hostile(partial(pdfs.with_reference_bomb, b"[/L#5aW]"), "out of use"),
    "references in a filter that stands elsewhere": Hostile(partial(pdfs.with_reference_bomb, b" 4 0 R"), "out of use"),
    "the same in a list": Hostile(partial(pdfs.with_reference_bomb, b"[4 0 R]"), "out of use"),
    "half a pdf": Hostile(lambda: pictures.half(document()), "damaged"),
    "text that starts like a pdf": Hostile(lambda: b"%PDF-1.7\n" + pictures.SCRIPT, "damaged"),
}
HOSTILE_OFFICE = {
    "docm": Hostile(lambda: package(main_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    "macros": Hostile(partial(with_entry, "word/vbaProject.bin"), "macros"),
    "macros under another name": Hostile(
        partial(typed, "word/a.xml", "application/vnd.ms-office.vbaProject"), "macros"
    ),
    "macros by relationship": Hostile(
        lambda: related('<Relationship Id="a" Type="http://x/2006/relationships/vbaProject" Target="a.xml"/>'), "macros"
    ),
    "macros of the last century": Hostile(
        partial(typed, "xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml", kind="xlsx"), "macros"
    ),
    "second part with macros": Hostile(partial(typed, "word/b.xml", "x/vnd.ms-word.macroEnabled+xml"), "macros"),
    "activeX": Hostile(partial(with_entry, "word/activeX/activeX1.xml", "<x/>"), "macros"),
    "control": Hostile(lambda: related(link("control", "a.xml", external=False)), "macros"),
    "custom ribbon": Hostile(partial(with_entry, "customUI/customUI14.xml", "<x/>"), "macros"),
    "ribbon by relationship": Hostile(
        lambda: package(root=link("ui/extensibility", "a.xml", external=False, number=9)), "macros"
    ),
    "add-in": Hostile(partial(with_entry, "word/webextensions/taskpanes.xml", "<x/>"), "add-ins"),
    "embedded workbook": Hostile(partial(with_entry, "word/embeddings/Sheet1.xlsx"), "embedded"),
    "embedded package": Hostile(lambda: related(link("package", "a.xml", external=False)), "embedded"),
    "embedded object": Hostile(lambda: related(link("oleObject", "a.xml", external=False)), "embedded"),
    "bytes of a program": Hostile(partial(spread, "word/oledata.bin", b"MZ"), "no part of a document"),
    "program": Hostile(
        lambda: typed("word/setup.exe", "application/x-msdownload"), "no part of a document (word/setup.exe)"
    ),
    "workbook elsewhere": Hostile(partial(with_entry, "xl/externalLinks/externalLink1.xml", "<x/>"), "from elsewhere"),
    "database": Hostile(partial(with_entry, "xl/connections.xml", "<x/>"), "from elsewhere"),
    "template elsewhere": Hostile(lambda: related(link("attachedTemplate", "https://example.org/a.dotm")), "elsewhere"),
    "picture elsewhere": Hostile(lambda: related(link("image", "https://example.org/pixel.png")), "elsewhere"),
    "picture elsewhere that claims to be here": Hostile(
        lambda: related(link("image", "https://example.org/pixel.png", external=False)), "elsewhere"
    ),
    "picture on a file share": Hostile(
        lambda: related(link("image", r"\\host\pixel.png", external=False)), "elsewhere"
    ),
    "link to a file": Hostile(lambda: related(link("hyperlink", "file:///C:/secret")), "“file:///C:/secret”"),
    "link that is a script": Hostile(lambda: related(link("hyperlink", "javascript:alert(1)")), "“javascript:"),
    "link that starts Word": Hostile(lambda: related(link("hyperlink", "ms-word:ofe|u|https://x")), "“ms-word:"),
    "relationship that is given twice": Hostile(
        lambda: related(link("hyperlink", "https://a"), link("hyperlink", "https://b")), "damaged"
    ),
    "imported web page": Hostile(lambda: package(body=paragraph("<w:altChunk/>")), "altChunk"),
    "imported part": Hostile(lambda: related(link("aFChunk", "a.xml", external=False)), "embedded"),
    "entities": Hostile(lambda: package(body=packages.LAUGHS + paragraph()), "DTD"),
    "definitions elsewhere": Hostile(
        lambda: package(body='<!DOCTYPE x SYSTEM "https://example.org/x.dtd">' + paragraph()), "DTD"
    ),
    "entities in relationships": Hostile(
        lambda: package(more={"word/_rels/a.xml.rels": packages.LAUGHS + packages.relationships()}), "DTD"
    ),
    "entities in a drawing": Hostile(
        lambda: package(
            overrides=f'<Override PartName="/word/a.vml" ContentType="{FORMATS}.vmlDrawing"/>',
            more={"word/a.vml": packages.LAUGHS + "<x/>"},
        ),
        "DTD",
    ),
    "letters in another encoding": Hostile(
        lambda: package(body='<?xml version="1.0" encoding="UTF-7"?>' + paragraph()), "damaged"
    ),
    "two letters in one": Hostile(lambda: package(body=paragraph().encode("utf-16")), "damaged"),
    "text that claims to be a picture": Hostile(
        lambda: package(
            overrides=f'<Override PartName="/word/a.png" ContentType="{FORMATS}.wordprocessingml.footer+xml"/>',
            more={"word/a.png": paragraph(field("DDEAUTO c:\\cmd.exe"))},
        ),
        "DDE",
    ),
    "broken text": Hostile(lambda: package(body="<w:document"), "damaged"),
    "starts a program": Hostile(lambda: in_field(r"DDEAUTO c:\\cmd.exe"), "DDE"),
    "starts a program when asked": Hostile(lambda: in_field(" dde c:\\cmd.exe"), "DDE"),
    "starts a program in pieces": Hostile(lambda: in_field("D", "DE", " c:\\cmd.exe"), "DDE"),
    "starts a program in pieces around a field": Hostile(
        lambda: package(body=paragraph(field("D</w:instrText></w:r>" + field("PAGE") + "<w:r><w:instrText>DE x"))),
        "DDE",
    ),
    "starts a program in numbers": Hostile(lambda: in_field("QUOTE 68 68 69 65"), "DDE"),
    "starts a program in a simple field": Hostile(
        lambda: package(body=paragraph('<w:fldSimple w:instr="DDE cmd x"/>')), "DDE"
    ),
    "starts a program from a variable": Hostile(lambda: in_field('SET x "DDEAUTO cmd"'), "DDE"),
    "text of 33 megabytes with fields": Hostile(
        lambda: packages.with_ballast({"word/document.xml": paragraph(field("PAGE") + " " * 33 * 1024**2)}), "too long"
    ),
    "relationships of 11 megabytes": Hostile(
        lambda: packages.with_ballast({"word/_rels/a.xml.rels": packages.relationships(" " * 11 * 1024**2)}), "damaged"
    ),
    "field without end": Hostile(lambda: package(body=paragraph("<w:instrText>DDE x</w:instrText>")), "DDE"),
}
HOSTILE_ARCHIVES = {
    "bomb": Hostile(
        lambda: with_entry("word/media/a.png", bytes(150_000_000), compress_type=zipfile.ZIP_DEFLATED), "unpacks"
    ),
    "bomb with ballast": Hostile(lambda: packages.with_ballast({"word/media/b.png": bytes(120_000_000)}), "unpacks"),
    "small bomb": Hostile(
        lambda: with_entry("word/media/a.png", bytes(9_000_000), compress_type=zipfile.ZIP_DEFLATED), "unpacks"
    ),
    "lying bomb": Hostile(packages.lying_bomb, "damaged"),
    "2,001 entries": Hostile(
        lambda: package(more={f"word/media/{n}.png": "" for n in range(2000)}), "more than 2000 parts"
    ),
    "folder of twelve thousand": Hostile(
        lambda: packages.zipped([(f"{n}.png", "") for n in range(12_000)]), "more than 2000 parts"
    ),
    "two of a name": Hostile(partial(packages.with_twin, b"word/document.xml"), "unsafe"),
    "two of a name in another case": Hostile(partial(packages.with_twin, b"word/Document.xml"), "unsafe"),
    "way up": Hostile(partial(with_entry, "word/../../a.xml"), "unsafe"),
    "way from the root": Hostile(partial(with_entry, "/etc/a.xml"), "unsafe"),
    "way of Windows": Hostile(partial(with_entry, "word\\a.xml"), "unsafe"),
    "drive of Windows": Hostile(partial(with_entry, "C:a.xml"), "unsafe"),
    "symbolic link": Hostile(packages.with_symbolic_link, "unsafe"),
    "encrypted entry": Hostile(packages.encrypted, "password"),
    "rare compression": Hostile(lambda: packages.zipped(packages.parts().items(), zipfile.ZIP_LZMA), "unsafe"),
    "web page in front": Hostile(packages.with_script_before, "unsafe"),
    "web page behind": Hostile(lambda: package() + pictures.SCRIPT, "unsafe"),
    "web page as comment": Hostile(
        lambda: packages.zipped(packages.parts().items(), comment=pictures.SCRIPT), "unsafe"
    ),
    "comment that is not there": Hostile(lambda: package()[:-2] + b"\x05\0", "unsafe"),
    "bytes before the end record": Hostile(lambda: package()[:-22] + pictures.SCRIPT + package()[-22:], "unsafe"),
    "content types that contradict each other": Hostile(
        lambda: package(overrides='<Override PartName="/Word/Document.xml" ContentType="text/plain"/>'), "damaged"
    ),
    "two main parts": Hostile(
        lambda: package(root=link("officeDocument", "word/b.xml", external=False, number=9)), "damaged"
    ),
    "no relationships": Hostile(
        lambda: packages.zipped((name, data) for name, data in packages.parts().items() if name != "_rels/.rels"),
        "damaged",
    ),
    "half a docx": Hostile(lambda: pictures.half(package()), "unsafe"),
    "noise behind the signature": Hostile(lambda: b"PK\x03\x04" + random.Random(7).randbytes(999), "unsafe"),  # noqa: S311
}
HOSTILE = {
    f"{group}: {name}": hostile
    for group, rows in {
        "image": HOSTILE_IMAGES,
        "other": HOSTILE_OTHERS,
        "pdf": HOSTILE_PDFS,
        "office": HOSTILE_OFFICE,
        "archive": HOSTILE_ARCHIVES,
    }.items()
    for name, hostile in rows.items()
}
