"""Office files, good and hostile, made part by part with zipfile."""

import io
import random
import stat
import zipfile

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FORMATS = "application/vnd.openxmlformats-officedocument"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"

MAIN = {
    "docx": ("word/document.xml", f"{FORMATS}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{FORMATS}.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{FORMATS}.presentationml.presentation.main+xml"),
}
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Wells &amp; rivers</dc:title>'
    "<dc:creator>Amina the author</dc:creator><cp:lastModifiedBy>Yusuf the editor</cp:lastModifiedBy>"
    "</cp:coreProperties>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Company>Ministry of Wells</Company><Manager>Director Omar</Manager></Properties>"
)
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property name="Case"><vt:lpwstr>Case 4711</vt:lpwstr></property></Properties>'
)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def paragraph(inner="<w:r><w:t>Water is shared</w:t></w:r>") -> str:
    """The main part of a docx with one paragraph."""
    return f'<w:document xmlns:w="{WORD}"><w:body><w:p>{inner}</w:p></w:body></w:document>'


def field(*runs) -> str:
    """A complex field whose instruction is spread over `runs`."""
    pieces = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{pieces}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def link(kind, target, *, external=True, number=1, family=OFFICE) -> str:
    """A relationship of a part."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="rId{number}" Type="{family}/{kind}" Target="{target}"{mode}/>'


def relationships(*found) -> str:
    return f'<Relationships xmlns="{PACKAGE}">{"".join(found)}</Relationships>'


def parts(kind="docx", body=None, *, main_type=None, links=(), overrides="", root="", more=None) -> dict:
    """The entries of an ordinary file: name -> text or bytes. `more` is added or put in place of others."""
    main, usual_type = MAIN[kind]
    folder, _slash, name = main.partition("/")
    properties = "application/vnd.openxmlformats-package.core-properties+xml"
    entries = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{RELATIONSHIPS_TYPE}"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="bin" ContentType="{FORMATS}.spreadsheetml.printerSettings"/>'
        f'<Override PartName="/{main}" ContentType="{main_type or usual_type}"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{properties}"/>'
        f'<Override PartName="/docProps/custom.xml" ContentType="{FORMATS}.custom-properties+xml"/>{overrides}</Types>',
        "_rels/.rels": relationships(
            link("officeDocument", main, external=False, number=1),
            link("metadata/core-properties", "docProps/core.xml", external=False, number=2, family=PACKAGE),
            link("extended-properties", "docProps/app.xml", external=False, number=3),
            link("custom-properties", "docProps/custom.xml", external=False, number=4),
            link("metadata/thumbnail", "docProps/thumbnail.png", external=False, number=5, family=PACKAGE),
            root,
        ),
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
        "docProps/custom.xml": CUSTOM,
        "docProps/thumbnail.png": b"small picture of the first page",
        main: body or (paragraph() if kind == "docx" else "<main>Water is shared</main>"),
    }
    if links:
        entries[f"{folder}/_rels/{name}.rels"] = relationships(*links)
    return entries | (more or {})


def package(*arguments, **options) -> bytes:
    return zipped(parts(*arguments, **options).items())


def spread(name, data) -> bytes:
    """A docx with one more part, or another one in place of its own."""
    return package(more={name: data})


def related(*links, kind="docx", **options) -> bytes:
    """A file whose main part has the relationships `links`."""
    return package(kind, links=links, **options)


def typed(part, content_type, **options) -> bytes:
    """A docx with one more part, of a content type of its own."""
    override = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
    return package(overrides=override, more={part: "<x/>"}, **options)


def in_field(*runs) -> bytes:
    """A docx with a field whose instruction is spread over `runs`."""
    return package(body=paragraph(field(*runs)))


def zipped(entries, method=zipfile.ZIP_DEFLATED, comment=b"") -> bytes:
    """An archive of `entries`, pairs of a name (or ZipInfo) and its text or bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.comment = comment
        for name, data in entries:
            archive.writestr(name, data)
    return target.getvalue()


def with_entry(name, data=b"x", **attributes) -> bytes:
    """An ordinary docx with one more entry, which is given `attributes` of ZipInfo."""
    entry = zipfile.ZipInfo("word/placeholder")
    for attribute, value in {"filename": name, **attributes}.items():
        setattr(entry, attribute, value)
    return zipped([*parts().items(), (entry, data)])


def with_symbolic_link() -> bytes:
    return with_entry("word/link.xml", b"/etc/passwd", create_system=3, external_attr=(stat.S_IFLNK | 0o777) << 16)


def with_twin(name) -> bytes:
    """A second document beside the first, in an archive that `zipfile` alone would not write."""
    content = with_entry("word/document.xmx", paragraph())
    return content.replace(b"word/document.xmx", name)


def encrypted() -> bytes:
    """The first bit of the flags set in the directory: the entry wants a password."""
    content = bytearray(package())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def with_ballast(more) -> bytes:
    """A docx with the parts `more`, and noise enough that they may unpack to 140 MB."""
    noise = random.Random(7).randbytes(700_000)  # noqa: S311
    return package(more={"word/media/a.png": noise, **more})


def lying_bomb() -> bytes:
    """60 MB of zeros of which the headers claim to be 5 bytes."""
    content = bytearray(with_entry("word/media/a.png", bytes(60_000_000), compress_type=zipfile.ZIP_DEFLATED))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (5).to_bytes(4, "little")
    return bytes(content)


def with_script_before() -> bytes:
    """A web page in front, with the offsets of the archive corrected, so that every program opens it."""
    target = io.BytesIO(b"PK\x03\x04<script>alert(1)</script>")
    target.seek(0, io.SEEK_END)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts().items():
            archive.writestr(name, data)
    return target.getvalue()


def open_document() -> bytes:
    return zipped([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<office/>")])
