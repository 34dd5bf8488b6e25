"""Short signed names for links in mail: each for one purpose, readable in any case, never expiring by themselves.

`<id in base 36>.<128 bits of HMAC-SHA256 in base 32>`: at most 34 characters, so that `u+TOKEN` fits the 64 octets of
the local part of an address (RFC 5321 §4.5.3.1.1) and a header line its 78 characters.
"""

import base64
import re
from enum import StrEnum

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from network.addresses import readable_form, stored_form

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
FORM = re.compile(r"[0-9a-z]{1,13}\.[a-z2-7]{26}")


class Use(StrEnum):
    """What a token is good for; it opens nothing else."""

    STOP = "stop.v1"
    CONFIRM = "confirm.v1"
    MANAGE = "manage.v1"
    BOUNCE = "bounce.v1"
    MESSAGE_ID = "message-id.v1"


def make(use: Use, number: int) -> str:
    """Return the token with which row `number` may be used for `use`."""
    return _sign(use, number, settings.MAIL_TOKEN_KEY)


def read(use: Use, token: str) -> int | None:
    """The row that `token` names, or None where it was not made for `use` with one of our keys."""
    token = token.lower()
    if not FORM.fullmatch(token):
        return None
    number = int(token.partition(".")[0], 36)
    genuine = (_sign(use, number, key) for key in _keys())
    return number if any(constant_time_compare(token, made) for made in genuine) else None


def digest(address: str) -> str:
    """A keyed hash of an e-mail address, by which it is known again after it was erased."""
    return digests(address)[0]


def digests(address: str) -> list[str]:
    """The hashes of `address` under the present key and the retired ones.

    The last are those of international domains in their own script, as hashes of earlier times were made.
    """
    spelling = stored_form(address)
    spellings = dict.fromkeys([spelling, readable_form(spelling)])
    return [
        salted_hmac("address.v1", each, key, algorithm="sha256").hexdigest() for each in spellings for key in _keys()
    ]


def origin_digest(ip: str | None) -> str:
    """A keyed hash of an IP address for the record of a consent."""
    return salted_hmac("origin.v1", ip or "", settings.MAIL_TOKEN_KEY, algorithm="sha256").hexdigest()[:32]


def _keys():
    return [settings.MAIL_TOKEN_KEY, *settings.MAIL_TOKEN_KEY_FALLBACKS]


def _sign(use, number, key):
    name = _base36(number)
    mac = salted_hmac(use, name, key, algorithm="sha256").digest()[:16]
    return f"{name}.{base64.b32encode(mac).decode().rstrip('=').lower()}"


def _base36(number):
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = ALPHABET[digit] + digits
        if not number:
            return digits
