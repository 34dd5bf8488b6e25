"""Files that are turned down, and why. Those that are taken are in `good`, those that are disarmed in `disarmed`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from PIL import Image

from network.files.filetypes import MOST_BYTES
from tests.files import pdfs, pictures
from tests.files.packages import COMPOUND, open_document, package, zipped
from tests.files.pdfs import document


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
    "png of 20,000 × 20,000": Hostile(pictures.png_of_twenty_thousand, "megapixels"),
    "jpeg of 20,000 × 20,000": Hostile(pictures.jpeg_of_twenty_thousand, "megapixels"),
    "webp of 16,383 × 16,383": Hostile(pictures.webp_of_sixteen_thousand, "megapixels"),
    "jpeg of one row too many": Hostile(lambda: pictures.saved(Image.new("L", (8001, 6375)), "JPEG"), "51 megapixels"),
    "png of one row too many": Hostile(lambda: pictures.saved(Image.new("L", (5001, 5000)), "PNG"), "25 megapixels"),
    "avif of 26 megapixels": Hostile(pictures.avif_of_twenty_six, "25 megapixels"),
    "heic of 20,000 × 20,000": Hostile(pictures.heic_of_twenty_thousand, ""),
    "moving avif": Hostile(partial(pictures.moving, "AVIF"), "Animated"),
    "jpeg of a thousand scans": Hostile(pictures.jpeg_of_many_scans, "damaged"),
    "png whose comment is a bomb": Hostile(pictures.png_with_text_bomb, "damaged"),
    "moving png": Hostile(partial(pictures.moving, "PNG"), "Animated"),
    "moving webp": Hostile(partial(pictures.moving, "WEBP"), "Animated"),
    "half a jpeg": Hostile(lambda: pictures.half(pictures.jpeg()), "damaged"),
    "half a png": Hostile(lambda: pictures.half(pictures.png()), "damaged"),
    "half a webp": Hostile(lambda: pictures.half(pictures.webp()), "damaged"),
    "page that starts like a jpeg": Hostile(lambda: b"\xff\xd8\xff" + pictures.SCRIPT, "damaged"),
    "page that starts like a png": Hostile(lambda: b"\x89PNG\r\n\x1a\n" + pictures.SCRIPT, "damaged"),
    "half a heic": Hostile(lambda: pictures.half(pictures.data("iphone.heic")), "damaged"),
    "half an avif": Hostile(lambda: pictures.half(pictures.data("pic.avif")), "damaged"),
    "page that starts like a heic": Hostile(lambda: pictures.HEIC_BRAND + pictures.SCRIPT, "damaged"),
    "page that starts like an avif": Hostile(lambda: pictures.AVIF_BRAND + pictures.SCRIPT, "damaged"),
    "page that starts like a webp": Hostile(lambda: b"RIFF\x20\0\0\0WEBP" + pictures.SCRIPT, "damaged"),
    "jpeg of sixteen megabytes": Hostile(lambda: pictures.jpeg() + bytes(MOST_BYTES), "larger than 15 MB"),
}
TO_PDF = "choose “Print”, then “Save as PDF”"
HOSTILE_OTHERS = {
    "nothing": Hostile(bytes, "not accepted"),
    "gif": Hostile(lambda: pictures.saved(pictures.painting(), "GIF"), "save it as PNG"),
    "bmp": Hostile(lambda: pictures.saved(pictures.painting(), "BMP"), "save it as PNG"),
    "tiff": Hostile(lambda: pictures.saved(pictures.painting(), "TIFF"), "save it as PNG"),
    "svg": Hostile(lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "save it as PNG"),
    "svg with a declaration": Hostile(lambda: b'<?xml version="1.0"?>\n<svg/>', "save it as PNG"),
    "film": Hostile(lambda: b"\0\0\0\x18ftypisom" + bytes(99), "not accepted"),
    "web page": Hostile(lambda: b"<!doctype html>" + pictures.SCRIPT, "not accepted"),
    "text": Hostile(lambda: b"Water is shared", "not accepted"),
    "program": Hostile(lambda: b"MZ" + bytes(99), "not accepted"),
    "pdf behind 1,024 bytes": Hostile(lambda: b" " * 1024 + document(), "not accepted"),
    "zip of texts": Hostile(lambda: zipped([("a.txt", "a")]), "Unpack the archive"),
    "rar": Hostile(lambda: b"Rar!\x1a\x07\x01\0", "Unpack the archive"),
    "docx": Hostile(package, TO_PDF),
    "docx whose index comes last": Hostile(partial(package, types_last=True), TO_PDF),
    "docx with macros": Hostile(partial(package, "word/document.xml", "word/vbaProject.bin"), TO_PDF),
    "xlsx": Hostile(partial(package, "xl/workbook.xml"), TO_PDF),
    "pptx with a chart": Hostile(
        partial(package, "ppt/presentation.xml", "ppt/charts/chart1.xml", "ppt/embeddings/Sheet1.xlsx"), TO_PDF
    ),
    "odt": Hostile(open_document, TO_PDF),
    "ods": Hostile(partial(open_document, "spreadsheet"), TO_PDF),
    "pages": Hostile(lambda: zipped([("Index/Document.iwa", "a")]), TO_PDF),
    "doc, or anything of Office with a password": Hostile(lambda: COMPOUND, TO_PDF),
    "rtf": Hostile(lambda: rb"{\rtf1 \object}", TO_PDF),
}
HOSTILE_PDFS = {
    "three million numbers": Hostile(
        lambda: document(page=b"/Tabs 5 0 R", more=[b"[" + b"0 " * 3_000_001 + b"]"]), "too complex"
    ),
    "portfolio of other files": Hostile(lambda: document(catalogue=b"/Collection<<>>"), "portfolio"),
    "form that is a program": Hostile(
        lambda: document(catalogue=b"/AcroForm<</Fields[]/XFA[]>>/NeedsRendering true"), "XFA"
    ),
    "catalogue in the trailer": Hostile(
        lambda: document(trailer=b"/Root<</Type/Catalog/Pages 2 0 R/A<</S/JavaScript>>>>"), "damaged"
    ),
    "text in LZW": Hostile(lambda: document(more=[pdfs.stream(b"", b"/Filter/LZWDecode")]), "outdated format"),
    "password": Hostile(partial(pdfs.locked, user="secret"), "password"),
    "no pages": Hostile(
        lambda: pdfs.written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]), "between 1 and"
    ),
    "1,001 pages": Hostile(partial(pdfs.of_pages, 1001), "between 1 and 1000"),
    "pages in pages in pages": Hostile(partial(pdfs.of_nested_pages, 20_000), "damaged"),
    "280,000 objects": Hostile(pdfs.of_a_million_objects, "too complex"),
    "references that are a bomb": Hostile(pdfs.with_reference_bomb, "damaged"),
    "references that are a bomb in a bomb": Hostile(
        partial(pdfs.with_reference_bomb, b"[/FlateDecode/FlateDecode]"), "damaged"
    ),
    "objects that are a bomb": Hostile(pdfs.with_object_bombs, "too complex"),
    "references in LZW": Hostile(partial(pdfs.with_reference_bomb, b"/LZWDecode"), "outdated format"),
    "references in LZW in disguise": Hostile(partial(pdfs.with_reference_bomb, b"[/L#5aW]"), "outdated format"),
    "references in a filter that stands elsewhere": Hostile(
        partial(pdfs.with_reference_bomb, b" 4 0 R"), "outdated format"
    ),
    "the same in a list": Hostile(partial(pdfs.with_reference_bomb, b"[4 0 R]"), "outdated format"),
    "half a pdf": Hostile(lambda: pictures.half(document()), "damaged"),
    "text that starts like a pdf": Hostile(lambda: b"%PDF-1.7\n" + pictures.SCRIPT, "damaged"),
    "pages that are bookmarks": Hostile(lambda: document(catalogue=b"/Outlines<</First 2 0 R>>"), "damaged"),
} | {
    f"text in the filter {name.decode()}": Hostile(partial(pdfs.with_filter, name), "outdated format")
    for name in (b"/Crypt", b"/LZW", b"/Fl#61t", b"/Unknown", b"[/FlateDecode/Crypt]", b"[[/FlateDecode]]")
}
HOSTILE = {
    f"{group}: {name}": hostile
    for group, rows in {"image": HOSTILE_IMAGES, "other": HOSTILE_OTHERS, "pdf": HOSTILE_PDFS}.items()
    for name, hostile in rows.items()
}
