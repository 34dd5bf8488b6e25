"""Word, Excel and PowerPoint files (ISO 29500) without programs, foreign objects and private properties."""

import re

from django.utils.translation import gettext_lazy as _

from network.files import markup, packaging
from network.files.archive import FIRST, Archive, written
from network.files.filetypes import FileType
from network.files.links import check_link
from network.files.rejection import DAMAGED, Rejected, whatever_fails_is_rejected

# Compound File Binary: .doc, .xls, .ppt, and any office file that is encrypted.
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN_TYPES = {
    f"{FileType.DOCX.media_type}.main+xml": FileType.DOCX,
    f"{FileType.XLSX.media_type}.main+xml": FileType.XLSX,
    f"{FileType.PPTX.media_type}.main+xml": FileType.PPTX,
}
XML = {"xml", "rels", "vml", "psmdcp"}
PICTURES = {"png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "tif", "tiff", "emf", "wmf", "emz", "wmz", "wdp", "svg"}
SOUNDS = {"mp3", "m4a", "wav", "wma", "mp4", "m4v", "mov", "wmv", "avi"}
FONTS = {"odttf", "fntdata", "ttf", "otf"}
MEDIA = PICTURES | SOUNDS | FONTS
PRINTER_SETTINGS = re.compile(r"(?:xl|ppt)/printersettings/[^/]+\.bin")

# Of what the package as a whole points to. Thumbnails, custom properties, labels and signatures are dropped; a
# signature would not fit the new file anyway.
KEPT_KINDS = {"officedocument", "core-properties"}
DROPPED_FOLDERS = ("docprops/", "docmetadata/", "_xmlsignatures/", "[trash]/")

OLD = _("This is an old Office file, or one with a password. Save it as .docx, .xlsx or .pptx without a password.")
MACROS = _("The document contains macros or add-ins. Save it without them as .docx, .xlsx or .pptx and upload that.")
TEMPLATE = _("This is a template. Save it as a document (.docx, .xlsx or .pptx) and upload that.")
EMBEDDED = _("The document contains embedded objects (%(name)s). Replace them by pictures and upload it again.")
BOUND = _(
    "The document is bound to a template elsewhere (%(name)s). Attach the template “Normal” in Word, save it and "
    "upload it again."
)
CONNECTED = _("The document takes data from elsewhere (%(name)s). Replace the links by their contents.")
FOREIGN = _("The document contains something that is no part of a document (%(name)s). Save it anew and upload that.")

# Looked for in names of parts, in content types and in types of relationships, since each can be given alone.
REFUSED_WORDS = {
    "vbaproject": MACROS,
    "vbadata": MACROS,
    "macroenabled": MACROS,
    "macrosheet": MACROS,
    "activex": MACROS,
    "customui": MACROS,
    "ui/extensibility": MACROS,
    "webextension": MACROS,
    "template.main": TEMPLATE,
    "/embeddings/": EMBEDDED,
    "oleobject": EMBEDDED,
    "altchunk": EMBEDDED,
    "afchunk": EMBEDDED,
    "externallink": CONNECTED,
    "/connections": CONNECTED,
    ".connections+": CONNECTED,
}
REFUSED_KINDS = {"package": EMBEDDED, "control": MACROS, "subdocument": CONNECTED, "attachedtemplate": BOUND}


def recognize(content) -> FileType | None:
    """What the main part of the package is declared to be, or None for what is no such package.

    Raises Rejected for an archive that is unsafe to open, and for Office files of the time before 2007.
    """
    if content.startswith(OLD_FORMAT):
        raise Rejected(OLD)
    if not content.startswith(FIRST):
        return None
    with whatever_fails_is_rejected():
        archive = Archive(content)
        if packaging.TYPES not in archive:
            return None
        return _file_type(*_index(archive))


def clean(content) -> bytes:
    """Write the document into a new archive; of its properties only the title survives.

    Raises Rejected for macros, embedded objects, fields that start programs, anything loaded from elsewhere, and
    parts that do not belong in such a document.
    """
    with whatever_fails_is_rejected():
        archive = Archive(content)
        types, root = _index(archive)
        if _file_type(types, root) is None:
            raise Rejected(DAMAGED)
        for content_type in types.all():
            _check_words(content_type)
        return written(_parts(archive, types, root))


def _index(archive):
    """The content types and the relationships of the whole package."""
    if packaging.ROOT not in archive:
        raise Rejected(DAMAGED)
    types = packaging.Types(archive.read(packaging.TYPES))
    return types, packaging.relationships(archive.read(packaging.ROOT))


def _file_type(types, root):
    mains = [types.of(packaging.from_root(one.target)) for one in root if one.kind == "officedocument"]
    if len(mains) != 1:
        raise Rejected(DAMAGED)
    _check_words(mains[0])
    return MAIN_TYPES.get(mains[0])


def _parts(archive, types, root):
    """Name and bytes of each part of the new archive, one after the other, checked."""
    kept = [one for one in root if one.kind in KEPT_KINDS]
    properties = {packaging.from_root(one.target) for one in kept if one.kind == "core-properties"}
    dropped = {packaging.from_root(one.target) for one in root if one not in kept}
    for one in root:
        _check_relationship(one)
    names = [name for name in archive.names if _is_kept(name, types, properties, dropped)]
    yield packaging.TYPES, types.written(names)
    yield packaging.ROOT, packaging.written_relationships(kept)
    for name in names:
        yield name, _part(name, archive.read(name), types.of(name), name.lower() in properties)


def _is_kept(name, types, properties, dropped):
    """Whether an entry goes into the new archive. Raises Rejected for what no document should hold."""
    lowered = name.lower()
    _check_words(f"/{lowered}")
    if lowered in {packaging.TYPES.lower(), packaging.ROOT}:
        return False
    if lowered in properties:
        return True
    # What has no content type is no part (ISO 29500-2 §6.2.3).
    if lowered in dropped or lowered.startswith(DROPPED_FOLDERS) or not types.of(name):
        return False
    kind = packaging.extension(name)
    if not (kind in XML | MEDIA or PRINTER_SETTINGS.fullmatch(lowered)):
        raise Rejected(FOREIGN, {"name": name})
    return True


def _part(name, data, content_type, is_properties):
    """The bytes of one part, checked."""
    if is_properties:
        return packaging.written_properties(data)
    if name.lower().endswith(".rels"):
        found = packaging.relationships(data)
        for one in found:
            _check_relationship(one)
        return packaging.written_relationships(found)
    if _is_xml(name, content_type):
        markup.check(data)
    return data


def _is_xml(name, content_type):
    return packaging.extension(name) in XML or content_type.lower().endswith(("+xml", "/xml"))


def _check_relationship(one):
    _check_words(one.type)
    if one.kind in REFUSED_KINDS:
        raise Rejected(REFUSED_KINDS[one.kind], {"name": one.target})
    if one.is_external and one.kind == "hyperlink":
        check_link(one.target)
    elif one.is_external or one.leaves_package:
        raise Rejected(CONNECTED, {"name": one.target})


def _check_words(text):
    """Raise Rejected if a name or type tells of something that is refused."""
    lowered = text.lower()
    for word, sentence in REFUSED_WORDS.items():
        if word in lowered:
            raise Rejected(sentence, {"name": text.rpartition("/")[2]})
