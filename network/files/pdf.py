"""PDF documents (ISO 32000-2): every object is looked at, and only what the pages need is written to a new file."""

import io
import re
import zlib

import pikepdf
from django.utils.translation import gettext_lazy as _
from pikepdf.settings import set_qpdf_limits

from network.files.filetypes import FileType
from network.files.links import check_link
from network.files.rejection import DAMAGED, Rejected, whatever_fails_is_rejected

MOST_PAGES = 1000
# A tagged report of a thousand pages has about 150,000. As many take qpdf a second.
MOST_OBJECTS = 200_000
# What all object streams may hold together; a tagged report of five hundred pages needs 6 MB. qpdf makes about 50 times
# as much of it in memory if it is hostile.
MOST_PACKED_BYTES = 16 * 1024 * 1024
# Names, numbers and strings in all objects. qpdf takes 150 bytes for each of them, and a tagged report of a thousand
# pages has two million.
MOST_WORDS = 3_000_000

# For the whole process: qpdf unpacks cross-reference streams as soon as it opens a file. We never unpack others.
set_qpdf_limits(
    flate_max_memory=MOST_PACKED_BYTES,
    png_max_memory=MOST_PACKED_BYTES,
    tiff_max_memory=MOST_PACKED_BYTES,
    run_length_max_memory=MOST_PACKED_BYTES,
    max_stream_filters=1,
)

SCRIPTS = frozenset({"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/AA"})
ATTACHMENTS = frozenset({"/EmbeddedFiles", "/EmbeddedFile", "/EF"})
MEDIA = frozenset({"/RichMedia", "/Rendition", "/Movie", "/Sound", "/3D"})
FORMS = frozenset({"/XFA"})
# Who made it, with what and when; small pictures of how pages once looked.
PRIVATE = frozenset({"/Metadata", "/PieceInfo", "/LastModified", "/Thumb"})
TRAILER = frozenset({"/Root", "/Size"})

ENCRYPTED = _("The PDF is protected by a password. Save it without protection and upload it again.")
TOO_LONG = _("The PDF has no pages or more than %(most)d. Upload it in parts.")
TOO_COMPLEX = _("The PDF is too complex to be checked. Print it to a new PDF and upload that.")
ACTIVE = _("The PDF contains scripts or actions (%(name)s). Print it to a new PDF and upload that.")
ATTACHED = _("Other files are attached to the PDF. Remove them and upload it again.")
MOVES = _("The PDF contains sound, film or 3D objects. Remove them and upload it again.")
FORM = _("The PDF contains a form that is a program (XFA). Print it to a new PDF and upload that.")
OUTDATED = _("The PDF is packed in a way that is out of use. Print it to a new PDF and upload that.")
REFUSALS = [(SCRIPTS, ACTIVE), (ATTACHMENTS, ATTACHED), (MEDIA, MOVES), (FORMS, FORM)]


def _name_pattern(name):
    """A pattern for the letters of a PDF name, each of which may be written as `#xx` (ISO 32000-2 §7.3.5)."""
    return b"".join(b"(?:%c|#(?i:%02x))" % (letter, letter) for letter in name.encode())


# qpdf unpacks LZW without a limit, 1,400 bytes from one, and does so with a cross-reference stream before we can look
# at its dictionary. Dictionaries of streams stand in the file as plain text, but what they refer to may not.
NAME_ENDS = rb"(?![^\s\0()<>\[\]{}/%])"
LZW = re.compile(b"/" + _name_pattern("LZW") + b"(?:" + _name_pattern("Decode") + b")?" + NAME_ENDS)
HIDDEN_FILTER = re.compile(b"/" + _name_pattern("Filter") + NAME_ENDS + rb"(?!\s*(?:/|\[(?:\s*/\w+){0,9}\s*\]))")
NOTEWORTHY = re.compile(
    b"(?:"
    + b"|".join(name.encode() for name in sorted(SCRIPTS | ATTACHMENTS | MEDIA | FORMS | PRIVATE | {"/URI"}))
    + b")"
    + NAME_ENDS
)


def recognize(content) -> FileType | None:
    """Whether `content` is a PDF from its first byte on; readers would tolerate other things before it."""
    return FileType.PDF if content.startswith(b"%PDF-") else None


def clean(content) -> bytes:
    """Write the pages to a new PDF, without who made it, earlier revisions, and bytes before or behind.

    Raises Rejected for what is encrypted, damaged, too large, or does anything but show pages and open web pages.
    """
    with whatever_fails_is_rejected():
        if LZW.search(content) or HIDDEN_FILTER.search(content):
            raise Rejected(OUTDATED)
        try:
            # What qpdf would guess from a damaged file need not be what its author sees.
            with pikepdf.open(io.BytesIO(content), attempt_recovery=False, inherit_page_attributes=False) as document:
                return _written_anew(document)
        except pikepdf.PasswordError as error:
            raise Rejected(ENCRYPTED) from error
        except pikepdf.PdfError as error:
            raise Rejected(DAMAGED) from error


def _written_anew(document):
    if document.is_encrypted:
        raise Rejected(ENCRYPTED)
    _check_amount(document)
    for key in set(document.trailer.keys()) - TRAILER:
        del document.trailer[key]
    _check_opening(document.Root)
    for thing in _everything(document):
        _check(thing)
    target = io.BytesIO()
    document.save(
        target,
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


def _everything(document):
    """Every object, one by one, so that the rest of a hostile file stays unread. Raises Rejected for too many words."""
    yield document.trailer
    left = MOST_WORDS
    for number, generation in document.get_xref_table():
        thing = document.get_object(number, generation)
        left -= _written(thing).count(b" ")
        if left < 0:
            raise Rejected(TOO_COMPLEX)
        yield thing


def _written(thing) -> bytes:
    """An object in the notation of PDF, with each name in its plain form; of a stream, the dictionary."""
    if isinstance(thing, pikepdf.Stream):
        return thing.stream_dict.unparse(resolved=True)
    return thing.unparse(resolved=True) if isinstance(thing, pikepdf.Object) else b""


def _check_opening(catalogue):
    """Take the action away that runs when the document is opened. Raises Rejected if it does more than turn a page."""
    opening = catalogue.get("/OpenAction")
    if opening is None:
        return
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
        raise Rejected(ACTIVE, {"name": "/OpenAction"})
    del catalogue["/OpenAction"]


def _check(thing):
    """Raise Rejected for anything active in one object; take away what is private."""
    if isinstance(thing, pikepdf.Stream) and "/F" in thing:
        # The content would be loaded from another file (§7.3.8.2).
        raise Rejected(ACTIVE, {"name": "/F"})
    # Writing an object down is ten times as fast as walking through it.
    if not NOTEWORTHY.search(_written(thing)):
        return
    if isinstance(thing, pikepdf.Name):
        # What stands alone can be what a key of a dictionary refers to.
        _check_names({str(thing)})
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream):
        for part in _containers(thing):
            _check_container(part)


def _containers(thing):
    """`thing` and every dictionary and array directly in it; those it refers to are objects of their own."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        yield part
        inner = part if isinstance(part, pikepdf.Array) else [part.get(key) for key in part.keys()]  # noqa: SIM118
        waiting += [
            item for item in inner if isinstance(item, pikepdf.Dictionary | pikepdf.Array) and not item.is_indirect
        ]


def _check_container(part):
    if isinstance(part, pikepdf.Array):
        _check_names({str(item) for item in part if isinstance(item, pikepdf.Name)})
        return
    keys = set(part.keys())
    for key in keys & PRIVATE:
        del part[key]
    _check_names(keys | {str(value) for key in keys - PRIVATE if isinstance(value := part[key], pikepdf.Name)})
    if "/URI" in keys:
        _check_uri(part["/URI"])


def _check_names(names):
    for refused, sentence in REFUSALS:
        for name in sorted(names & refused):
            raise Rejected(sentence, {"name": name})


def _check_uri(target):
    """A link, or in the catalogue the address that links are relative to (ISO 32000-2 §12.6.4.8)."""
    if isinstance(target, pikepdf.Dictionary):
        target = target.get("/Base", "")
    check_link(str(target))
