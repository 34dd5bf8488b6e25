"""Harmless files of every accepted type: what must be kept of them, and what must be gone."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from network.files.checking import FileType
from tests.files import packages, pdfs, pictures
from tests.files.packages import FORMATS, OFFICE, field, in_field, link, package, paragraph, related
from tests.files.pdfs import document, with_link


@dataclass(frozen=True)
class Good:
    """`make` builds a file of `file_type`; `stays` is in it before and after the check, `goes` only before."""

    file_type: FileType
    make: Callable[[], bytes]
    stays: tuple = ()
    goes: tuple = ()


PEOPLE = (b"Amina the author", b"Yusuf the editor", b"Ministry of Wells", b"Director Omar")
PROPERTIES = (*PEOPLE, b"Case 4711", b"docProps/custom.xml", b"docProps/thumbnail.png", b"small picture")
SHARED = b"Water is shared"
TITLE = b"Wells &amp; rivers"
WEB = link("hyperlink", "https://example.org/?a=1&amp;b=2")
MAIL = link("hyperlink", "mailto:amina@example.org", number=2)
COLUMNS = f"{FORMATS}.spreadsheetml.printerSettings"
GOOD = {
    "jpeg with place and camera": Good(
        FileType.JPEG,
        pictures.jpeg_with_place,
        goes=(pictures.PLACE, pictures.CAMERA.encode(), b"Amina", b"profile of a screen", b"Exif"),
    ),
    "jpeg on its side": Good(FileType.JPEG, pictures.lying_jpeg, goes=(b"Exif",)),
    "jpeg with a web page behind": Good(
        FileType.JPEG, lambda: pictures.jpeg() + pictures.SCRIPT, goes=(pictures.SCRIPT,)
    ),
    "jpeg of a telephone": Good(FileType.JPEG, pictures.photograph),
    "jpeg of two pictures": Good(FileType.JPEG, pictures.jpeg_of_two, goes=(b"MPF",)),
    "jpeg for print": Good(FileType.JPEG, lambda: pictures.saved(pictures.painting(mode="CMYK"), "JPEG")),
    "grey jpeg": Good(FileType.JPEG, lambda: pictures.saved(pictures.painting(mode="L"), "JPEG")),
    "png with text": Good(FileType.PNG, pictures.png_with_text, goes=(b"Amina", b"eXIf")),
    "png of glass": Good(FileType.PNG, pictures.png_of_glass, stays=(b"IEND",)),
    "png of deep grey": Good(FileType.PNG, pictures.png_of_deep_grey),
    "png with a web page behind": Good(FileType.PNG, lambda: pictures.png() + pictures.SCRIPT, goes=(pictures.SCRIPT,)),
    "webp with place": Good(
        FileType.WEBP, lambda: pictures.webp(exif=pictures.exif(), icc_profile=b"profile"), goes=(b"EXIF", b"ICCP")
    ),
    "pdf": Good(FileType.PDF, document, stays=(SHARED,)),
    "pdf that tells its author": Good(
        FileType.PDF,
        pdfs.signed_by_its_maker,
        stays=(SHARED,),
        goes=(b"Amina in XMP", b"Amina the author", b"Amina at home", b"D:2021", b"thumbnail", b"DocChecksum"),
    ),
    "pdf that opens at a page": Good(
        FileType.PDF, lambda: document(catalogue=b"/OpenAction[3 0 R/Fit]"), stays=(SHARED,), goes=(b"/OpenAction",)
    ),
    "pdf that goes to a page when opened": Good(
        FileType.PDF,
        lambda: document(catalogue=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"),
        stays=(SHARED,),
        goes=(b"/OpenAction",),
    ),
    "pdf of two revisions": Good(FileType.PDF, pdfs.revised, stays=(SHARED,), goes=(pdfs.OLD_TEXT,)),
    "pdf with a web page behind": Good(
        FileType.PDF, lambda: document() + pictures.SCRIPT, stays=(SHARED,), goes=(pictures.SCRIPT,)
    ),
    "pdf with a link": Good(
        FileType.PDF, partial(with_link, b"HTTPS://example.org/a"), stays=(b"HTTPS://example.org/a",)
    ),
    "pdf with an address": Good(
        FileType.PDF, partial(with_link, b"mailto:a@example.org"), stays=(b"mailto:a@example",)
    ),
    "pdf that speaks of scripts": Good(
        FileType.PDF, lambda: document(page=b"/X(all of /JavaScript and /URI)"), stays=(b"all of /JavaScript and /URI",)
    ),
    "pdf in object streams": Good(FileType.PDF, lambda: pdfs.packed(document()), stays=(SHARED,)),
    "pdf of packed text": Good(
        FileType.PDF,
        lambda: document(more=[pdfs.stream(zlib.compress(SHARED), b"/Filter[/FlateDecode]")], page=b"/X 5 0 R"),
        stays=(SHARED,),
    ),
    "pdf of a thousand pages": Good(FileType.PDF, partial(pdfs.of_pages, 1000)),
    "docx": Good(FileType.DOCX, package, stays=(SHARED, TITLE), goes=PROPERTIES),
    "docx with links": Good(
        FileType.DOCX, lambda: related(WEB, MAIL), stays=(SHARED, b"https://example.org/?a=1&amp;b=2", b"mailto:amina")
    ),
    "docx with fields": Good(
        FileType.DOCX,
        lambda: in_field("PAGE", " \\* MERGEFORMAT"),
        stays=(b"MERGEFORMAT",),
    ),
    "docx that speaks of DDE": Good(
        FileType.DOCX,
        lambda: package(body=paragraph(f"<w:t>DDEAUTO, altChunk, vbaProject</w:t>{field('DATE')}")),
        stays=(b"DDEAUTO, altChunk, vbaProject",),
    ),
    "docx with a picture": Good(
        FileType.DOCX,
        lambda: related(link("image", "media/a.png", external=False), more={"word/media/a.png": pictures.png()}),
        stays=(pictures.png(), b"media/a.png"),
    ),
    "docx with a stray file": Good(
        FileType.DOCX,
        lambda: package(more={"[trash]/0000.dat": "stray", "word/": ""}),
        stays=(SHARED,),
        goes=(b"stray",),
    ),
    "docx with properties that nothing refers to": Good(
        FileType.DOCX,
        lambda: package(more={"docProps/old.xml": "<x>Yusuf before</x>"}),
        stays=(SHARED,),
        goes=(b"docProps/old.xml", b"Yusuf before"),
    ),
    "docx with a thumbnail elsewhere": Good(
        FileType.DOCX,
        lambda: package(
            root=link("metadata/thumbnail", "preview.png", external=False, number=9, family=packages.PACKAGE),
            more={"preview.png": "a preview"},
        ),
        stays=(SHARED,),
        goes=(b"preview.png", b"a preview"),
    ),
    "strict docx": Good(
        FileType.DOCX,
        lambda: packages.zipped(
            (name, data.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"))
            for name, data in packages.parts(more={"docProps/thumbnail.png": ""}).items()
        ),
        stays=(SHARED,),
        goes=PEOPLE,
    ),
    "xlsx with printer settings": Good(
        FileType.XLSX,
        lambda: related(
            link("printerSettings", "printerSettings/printerSettings1.bin", external=False),
            kind="xlsx",
            more={"xl/printerSettings/printerSettings1.bin": b"A4, upright"},
        ),
        stays=(SHARED, b"A4, upright", b"printerSettings1.bin", COLUMNS.encode()),
        goes=PROPERTIES,
    ),
    "xlsx with a link": Good(FileType.XLSX, lambda: related(WEB, kind="xlsx"), stays=(b"https://example.org/",)),
    "pptx": Good(FileType.PPTX, partial(package, "pptx"), stays=(SHARED, TITLE), goes=PROPERTIES),
}
