"""A letter as bytes (RFC 5322, 2045–2047). Django's own messages take ten times as long to make."""

import base64
import binascii
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from network.alerts.letters import Letter

# RFC 5322 §2.1.1 advises 78 characters a line; RFC 2045 §6.7 and §6.8 allow 76 in an encoded body.
LINE = 76


def as_bytes(letter: "Letter") -> bytes:
    """The whole message of `letter`, with CRLF line ends. Raises ValueError for a header that holds a line break."""
    sender, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    boundary = f"=_{letter.message_id[1:-1].partition('@')[0]}"
    headers = [
        ("From", formataddr((_encoded("From", sender), address))),
        ("To", letter.recipient),
        ("Subject", _encoded("Subject", letter.subject)),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", letter.message_id),
        *letter.headers,
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'),
    ]
    head = "".join(f"{name}: {_checked(name, value)}\r\n" for name, value in headers)
    parts = b"".join(
        b"--%b\r\n%b" % (boundary.encode(), _part(kind, body))
        for kind, body in (("plain", letter.text), ("html", letter.html))
    )
    # Only an address may be beyond ASCII, for a server with SMTPUTF8; anything else must have been encoded.
    encoding = "ascii" if letter.recipient.isascii() else "utf-8"
    return head.encode(encoding) + b"\r\n" + parts + b"--" + boundary.encode() + b"--\r\n"


def _encoded(name, text):
    """`text` as a header value: encoded words only where it is not ASCII."""
    if text.isascii():
        return text
    return Header(text, "utf-8", maxlinelen=LINE, header_name=name).encode(linesep="\r\n")


def _checked(name, value):
    """`value`, unless it holds a line break that is no folding (a break before white space)."""
    unfolded = value.replace("\r\n ", " ")
    if "\r" in unfolded or "\n" in unfolded:
        raise ValueError(f"The header {name} must not hold a line break.")
    return value


def _part(kind, body):
    """One body, in whichever encoding is shorter: quoted-printable for Latin letters, base64 for most others."""
    data = body.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    printable = binascii.b2a_qp(data, istext=True)
    if len(printable) <= len(data) * 4 / 3:
        encoding, encoded = b"quoted-printable", printable
    else:
        encoding, encoded = b"base64", base64.encodebytes(data).replace(b"\n", b"\r\n")
    head = b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: %b\r\n\r\n' % (
        kind.encode(),
        encoding,
    )
    return head + encoded.rstrip(b"\r\n") + b"\r\n"
