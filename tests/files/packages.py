"""Archives and documents of office programs, made with zipfile; none is accepted."""

import io
import zipfile

TYPES = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(entries, method=zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of `entries`, pairs of a name and its text or bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return target.getvalue()


def package(main="word/document.xml", *more, types_last=False) -> bytes:
    """A .docx, .xlsx or .pptx: by its main part, and more parts."""
    types = ("[Content_Types].xml", f'<Types><Override PartName="/{main}" ContentType="{TYPES}"/></Types>')
    parts = [(main, "<main>Water is shared</main>"), *((name, "<x/>") for name in more)]
    return zipped([*parts, types] if types_last else [types, *parts])


def open_document(kind="text") -> bytes:
    return zipped([("mimetype", f"{OPEN_DOCUMENT}.{kind}"), ("content.xml", "<office/>")], zipfile.ZIP_STORED)
