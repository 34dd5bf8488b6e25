"""PDF documents (ISO 32000-2): opened without guessing, pruned, and what is left written to a new file."""

import io
import re
import zlib

import pikepdf
from django.utils.translation import gettext_lazy as _
from pikepdf.settings import set_qpdf_limits

from network.files.filetypes import FileType
from network.files.pdf_pruning import OUTDATED, TOO_COMPLEX, prune
from network.files.rejection import DAMAGED, Rejected, whatever_fails_is_rejected

# Readers take a header that starts within so many bytes (ISO 32000-1, Annex H, note 13): mail programs and web servers
# put marks of encodings and other bytes before it.
HEADER_WITHIN = 1024
HEADER, END = b"%PDF-", b"%%EOF"
MOST_PAGES = 1000
# A tagged report of a thousand pages has about 150,000. As many take qpdf a second.
MOST_OBJECTS = 200_000
# What all object streams may hold together; a tagged report of five hundred pages needs 6 MB. qpdf makes about 50 times
# as much of it in memory if it is hostile.
MOST_PACKED_BYTES = 16 * 1024 * 1024

# For the whole process: qpdf unpacks cross-reference streams as soon as it opens a file. We never unpack others.
set_qpdf_limits(
    flate_max_memory=MOST_PACKED_BYTES,
    png_max_memory=MOST_PACKED_BYTES,
    tiff_max_memory=MOST_PACKED_BYTES,
    run_length_max_memory=MOST_PACKED_BYTES,
    max_stream_filters=1,
)

TRAILER = frozenset({"/Root", "/Size"})

ENCRYPTED = _("The PDF is protected by a password. Save it without protection and upload it again.")
TOO_LONG = _("The PDF must have between 1 and %(most)d pages. Split it if necessary and upload each part.")
PORTFOLIO = _("The PDF is a portfolio of other files. Upload these one by one.")
FORM = _("The PDF contains a form that is a program (XFA). Use “Print to PDF” to make a copy and upload that.")


def _name_pattern(name):
    """A pattern for the letters of a PDF name, each of which may be written as `#xx` (ISO 32000-2 §7.3.5)."""
    return b"".join(b"(?:%c|#(?i:%02x))" % (letter, letter) for letter in name.encode())


# qpdf unpacks LZW without a limit, 1,400 bytes from one, and does so with a cross-reference stream before we can look
# at its dictionary. Dictionaries of streams stand in the file as plain text, but what they refer to may not.
NAME_ENDS = rb"(?![^\s\0()<>\[\]{}/%])"
LZW = re.compile(b"/" + _name_pattern("LZW") + b"(?:" + _name_pattern("Decode") + b")?" + NAME_ENDS)
HIDDEN_FILTER = re.compile(b"/" + _name_pattern("Filter") + NAME_ENDS + rb"(?!\s*(?:/|\[(?:\s*/\w+){0,9}\s*\]))")


def recognize(content: bytes) -> FileType | None:
    """Whether a PDF begins within the first bytes of `content`."""
    return FileType.PDF if HEADER in content[: HEADER_WITHIN + len(HEADER) - 1] else None


def clean(content: bytes) -> bytes:
    """Write the pages to a new PDF, without who made and signed it, earlier revisions, and bytes before or behind.

    Scripts, attached files, odd links and whatever else `pdf_grammar` does not allow is taken out. Raises Rejected for
    what takes a password to open, is damaged or too large, or shows nothing without what is taken out.
    """
    with whatever_fails_is_rejected():
        if LZW.search(content) or HIDDEN_FILTER.search(content):
            raise Rejected(OUTDATED)
        try:
            with _opened(content) as document:
                return _written_anew(document)
        except pikepdf.PasswordError as error:
            raise Rejected(ENCRYPTED) from error
        except pikepdf.PdfError as error:
            raise Rejected(DAMAGED) from error


def _opened(content):
    """The document without the bytes before and behind it."""
    start, end = content.index(HEADER), content.rindex(END) + len(END)
    document = content[start:end] + b"\n"
    try:
        return _read(document)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        if not start:
            raise
    # The places in its table may be counted from the first byte of the file as well as from the header.
    header = b"%PDF-1.7"
    return _read(header.ljust(start + len(header), b"\n") + document[len(header) :])


def _read(content):
    # What qpdf would guess from a damaged file need not be what its author sees.
    return pikepdf.open(io.BytesIO(content), attempt_recovery=False, inherit_page_attributes=False)


def _written_anew(document):
    _check_amount(document)
    if "/Collection" in document.Root:
        raise Rejected(PORTFOLIO)
    if document.Root.get("/NeedsRendering", False):
        raise Rejected(FORM)
    for key in set(document.trailer.keys()) - TRAILER:
        del document.trailer[key]
    prune(document)
    # Where one object was said to be the pages and something else, too little is left.
    if "/Kids" not in document.Root.Pages:
        raise Rejected(DAMAGED)
    target = io.BytesIO()
    document.save(
        target,
        encryption=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return target.getvalue()


def _check_amount(document):
    """Raise Rejected where reading all objects would take too long; read few to find out."""
    table = document.get_xref_table()
    if len(table) > MOST_OBJECTS:
        raise Rejected(TOO_COMPLEX)
    left = MOST_PACKED_BYTES
    for number in {entry.obj_stream_number for entry in table.values() if entry.type == 2}:
        left -= _unpacked_size(document.get_object(number, 0), left)
    if not 1 <= len(document.pages) <= MOST_PAGES:
        raise Rejected(TOO_LONG, {"most": MOST_PAGES})


def _unpacked_size(stream, most):
    """How many bytes an object stream holds. Raises Rejected for more than `most`."""
    raw = stream.read_raw_bytes()
    packing = stream.get("/Filter")
    names = list(packing) if isinstance(packing, pikepdf.Array) else [packing]
    if names == ["/FlateDecode"]:
        raw = zlib.decompressobj().decompress(raw, most + 1)
    elif names not in ([], [None]):
        raise Rejected(OUTDATED)
    if len(raw) > most:
        raise Rejected(TOO_COMPLEX)
    return len(raw)
