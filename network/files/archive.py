"""ZIP archives from strangers (APPNOTE 6.3): read without believing them, written anew without anything to hide in."""

import io
import re
import stat
import struct
import zipfile
import zlib

from django.utils.translation import gettext_lazy as _

from network.files.rejection import DAMAGED, Rejected

# A presentation of three hundred slides has about 1,500.
MOST_ENTRIES = 2000
# 2,000 entries with names of 200 letters, so that Python's list of a hostile directory stays short as well.
MOST_DIRECTORY_BYTES = 512 * 1024
# A workbook of a million cells unpacks to 60 MB. Reading 100 MB of hostile XML takes about six seconds.
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
# Tables of numbers shrink to a fiftieth at best; deflate itself reaches a thousandth with nothing but zeros.
MOST_RATIO = 200

FIRST = b"PK\x03\x04"
# §4.3.16: signature, four numbers that are 0 or counts, size and offset of the directory, length of the comment.
END = struct.Struct("<4s4H2LH")
ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ODD_NAME = re.compile(r"[\\\x00-\x1f\x7f:]|^/|//|(?:^|/)\.\.?(?:/|$)")

TOO_MANY = _("The document consists of more than %(most)d parts. Split it and upload the pieces.")
BOMB = _(
    "The document unpacks to far more than its size. Save it again with fewer or smaller contents and upload that."
)
UNSAFE = _("The document is packed in an unsafe way. Open it, save it under a new name and upload that copy.")
ENCRYPTED = _("The document is protected by a password. Save it without protection and upload it again.")


class Archive:
    """The entries of one archive; `names` lists them in their order, without folders.

    Raises Rejected, when it is made, for anything that two programs could understand differently; when it is read,
    for more bytes than such a document may have.
    """

    def __init__(self, content):
        try:
            self._zip = zipfile.ZipFile(_checked_frame(content))
        except zipfile.BadZipFile as error:
            raise Rejected(DAMAGED) from error
        self._entries = {}
        for entry in self._zip.infolist():
            self._add(entry)
        if min((entry.header_offset for entry in self._entries.values()), default=0) > 0:
            raise Rejected(UNSAFE)
        # The same archive is read for several questions; an entry read twice counts twice.
        self._left = min(MOST_UNPACKED_BYTES, MOST_RATIO * len(content))

    @property
    def names(self) -> list[str]:
        return [entry.filename for entry in self._entries.values() if not entry.is_dir()]

    def __contains__(self, name):
        return name.lower() in self._entries

    def read(self, name) -> bytes:
        """The bytes of one entry, in whichever case its name is written (OPC: ISO 29500-2 §6.2.2.3)."""
        # Counted while reading: the sizes in the headers are only claims.
        try:
            with self._zip.open(self._entries[name.lower()]) as source:
                data = source.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Rejected(DAMAGED) from error
        self._left -= len(data)
        if self._left < 0:
            raise Rejected(BOMB)
        return data

    def _add(self, entry):
        name = entry.filename.lower()
        if name in self._entries or ODD_NAME.search(entry.orig_filename):
            raise Rejected(UNSAFE)
        if entry.flag_bits & ENCRYPTED_FLAGS:
            raise Rejected(ENCRYPTED)
        mode = entry.external_attr >> 16
        if entry.compress_type not in METHODS or stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise Rejected(UNSAFE)
        self._entries[name] = entry


def _checked_frame(content):
    """`content` as a file, if one archive fills it from the first byte to the last, and its directory is short."""
    if not content.startswith(FIRST) or len(content) < END.size:
        raise Rejected(DAMAGED)
    start = len(content) - END.size
    signature, *_counts, size, offset, comment = END.unpack_from(content, start)
    if signature != b"PK\x05\x06" or offset + size != start or comment:
        raise Rejected(UNSAFE)
    # The entries themselves are counted, as Python reads as many as there are, not as many as are claimed.
    if size > MOST_DIRECTORY_BYTES or content.count(b"PK\x01\x02", offset) > MOST_ENTRIES:
        raise Rejected(TOO_MANY, {"most": MOST_ENTRIES})
    return io.BytesIO(content)


def written(parts) -> bytes:
    """A new archive of `parts`, pairs of a name and its bytes; the same bytes for the same parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name)  # of 1 January 1980, the first day that there is in a ZIP archive
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, data)
    return target.getvalue()
