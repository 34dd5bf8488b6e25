"""Harmless files of every accepted type: what must be kept of them, and what must be gone."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from network.files.checking import FileType
from tests.files import pdfs, pictures
from tests.files.pdfs import document, with_link
from tests.files.pictures import data


@dataclass(frozen=True)
class Good:
    """`make` builds a file of `file_type`; `stays` is in it before and after the check, `goes` only before."""

    file_type: FileType
    make: Callable[[], bytes]
    stays: tuple = ()
    goes: tuple = ()


SHARED = b"Water is shared"
# Made by other programs; the signature is real.
OF_OTHERS = {
    "empty_aa": (b"/AA",),
    "empty_embedded": (b"/EmbeddedFiles",),
    "empty_js_tree": (b"/JavaScript",),
    "font_named_EF": (),
    "glyph_AA": (),
    "lead_bom": (b"\xef\xbb\xbf",),
    "lead_junk": (b"TEXTmdos",),
    "lead_newline": (),
    "link_tel": (b"tel:",),
    "link_www": (b"www.",),
    "owner_only": (b"/Encrypt",),
    "signed": (b"/Sig", b"/ByteRange", b"pyHanko"),
    "trail_html3k": (b"xxxx -->",),
    "trail_nul2k": (bytes(2000),),
}
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
    "heic of a telephone": Good(FileType.HEIC, partial(data, "iphone.heic"), goes=(b"ftyp",)),
    "heic with place": Good(
        FileType.HEIC,
        lambda: pictures.saved(pictures.painting(), "HEIF", exif=pictures.exif()),
        goes=(b"ftyp", pictures.PLACE, pictures.CAMERA.encode()),
    ),
    "avif": Good(FileType.AVIF, partial(data, "pic.avif"), goes=(b"ftyp",)),
    "avif with place": Good(
        FileType.AVIF,
        lambda: pictures.saved(pictures.painting(mode="RGBA"), "AVIF", exif=pictures.exif()),
        goes=(b"ftyp", pictures.PLACE, pictures.CAMERA.encode()),
    ),
    "jpeg in Display P3": Good(FileType.JPEG, partial(data, "p3.jpg"), goes=(b"ICC_PROFILE",)),
    "jpeg in Adobe RGB": Good(FileType.JPEG, partial(data, "adobe.jpg"), goes=(b"ICC_PROFILE",)),
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
        FileType.PDF,
        lambda: document(text=b"(all of /JavaScript and /URI)Tj"),
        stays=(b"all of /JavaScript and /URI",),
    ),
    **{
        f"pdf {name}": Good(FileType.PDF, partial(data, f"{name}.pdf"), stays=(b"Helvetica",), goes=goes)
        for name, goes in OF_OTHERS.items()
    },
    "pdf in object streams": Good(FileType.PDF, lambda: pdfs.packed(document()), stays=(SHARED,)),
    "pdf of packed text": Good(
        FileType.PDF,
        lambda: document(more=[pdfs.stream(zlib.compress(SHARED), b"/Filter[/FlateDecode]")], page=b"/Contents 5 0 R"),
        stays=(SHARED,),
    ),
    "pdf with an owner's password": Good(FileType.PDF, pdfs.locked, stays=(SHARED,), goes=(b"/Encrypt",)),
    "pdf with an owner's password of another kind": Good(
        FileType.PDF, partial(pdfs.locked, R=4), stays=(SHARED,), goes=(b"/Encrypt",)
    ),
    "pdf behind a web page": Good(
        FileType.PDF, lambda: pictures.SCRIPT + document(), stays=(SHARED,), goes=(pictures.SCRIPT,)
    ),
    "pdf behind 1,023 bytes": Good(FileType.PDF, lambda: b"x" * 1023 + document(), stays=(SHARED,), goes=(b"xxx",)),
    "pdf behind bytes that its places count": Good(
        FileType.PDF, partial(pdfs.counted_from_the_file, pictures.SCRIPT), stays=(SHARED,), goes=(pictures.SCRIPT,)
    ),
    "pdf behind a byte that its places count": Good(
        FileType.PDF, partial(pdfs.counted_from_the_file, b"\n"), stays=(SHARED,)
    ),
    "pdf with arrays in arrays in arrays": Good(
        FileType.PDF,
        lambda: document(page=b"/Tabs 5 0 R", more=[b"[" * 40_000 + b"]" * 40_000]),
        stays=(SHARED,),
        goes=(b"[[[",),
    ),
    "pdf with all that is allowed": Good(FileType.PDF, pdfs.with_everything_allowed, stays=pdfs.EVERYTHING_ALLOWED),
    "pdf of a thousand pages": Good(FileType.PDF, partial(pdfs.of_pages, 1000)),
}
