"""Reads settings from environment variables. A value that is not understood refuses to start, in one sentence.

A typing error shall never open anything, so nothing is guessed: there is no other spelling, no value that is nearly
right, and no sign that means another variable. An empty variable is one that is not set. The sentence names the
variable and never its value, which may be a secret. Nothing of Django's settings is used here.
"""

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from email.utils import parseaddr
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BOOLEANS = {"1": True, "true": True, "on": True, "yes": True, "0": False, "false": False, "off": False, "no": False}
HOST = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)
MAILBOX = re.compile(r"[^\s@<>,;:\"]+@([^\s@<>,;:\"]+)")
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# django-environ reads smtps:// as STARTTLS, which is not what its name says.
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtp+ssl")


class Environment:
    """Variables by name, as `values` has them."""

    def __init__(self, values: Mapping[str, str]):
        self.values = values

    def require(self, *names: str):
        """Refuse, naming all that are missing at once, unless each of `names` is set."""
        if missing := [name for name in names if not self.text(name)]:
            raise ImproperlyConfigured(f"In production these environment variables must be set: {', '.join(missing)}.")

    def refuse_unknown(self, prefix: str, known: Iterable[str]):
        """Refuse a name that begins with `prefix` and is not among `known`: names are mistyped as well."""
        for name in sorted(self.values):
            if name.startswith(prefix) and name not in known:
                raise ImproperlyConfigured(f"There is no variable {name}; those of this kind are {', '.join(known)}.")

    def text(self, name: str, default: str = "") -> str:
        """Any text without spaces and line breaks at its ends."""
        value = self.values.get(name, "")
        if value != value.strip():
            raise _refused(name, "must not begin or end with a space or a line break")
        return value or default

    def texts(self, name: str) -> list[str]:
        """Texts with commas between them."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def choice(self, name: str, options: Iterable[str], default: str) -> str:
        """One of `options`, spelt exactly so."""
        options = list(options)
        return self._matching(name, default, options.__contains__, f"must be {_either(options)}, spelt exactly so")

    def boolean(self, name: str, default: bool) -> bool:
        """On or off."""
        value = self.text(name)
        if not value:
            return default
        if value.lower() not in BOOLEANS:
            raise _refused(name, f"must be {_either(BOOLEANS)}")
        return BOOLEANS[value.lower()]

    def integer(self, name: str, default: int, least: int = 0, most: int = 2**31 - 1) -> int:
        """A whole number from `least` to `most`."""
        value = self.text(name)
        if not value:
            return default
        # Not what int() takes besides: signs, underscores, digits of other scripts.
        if not re.fullmatch(r"[0-9]{1,10}", value) or not least <= int(value) <= most:
            raise _refused(name, f"must be a whole number from {least} to {most}")
        return int(value)

    def hosts(self, name: str, default: list[str]) -> list[str]:
        """Names or numbers of hosts; a name that begins with a dot stands for all below it."""
        found = self.texts(name)
        if not all(_is_host(host.removeprefix(".")) for host in found):
            raise _refused(name, "must be host names without scheme, port and *, with commas between them")
        return found or default

    def networks(self, name: str, default: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
        """Networks of IP addresses, as 10.0.0.0/8."""
        try:
            return [ipaddress.ip_network(part) for part in self.texts(name) or default.split(",")]
        except ValueError:
            raise _refused(name, "must be networks such as 10.0.0.0/8, with commas between them") from None

    def domain(self, name: str, default: str) -> str:
        """The name of one host or domain."""
        return self._matching(name, default, HOST.fullmatch, "must be the name of a domain")

    def identifier(self, name: str) -> str:
        """A name in the database that needs no quotation marks."""
        return self._matching(name, "", NAME.fullmatch, "must be small letters, digits and _")

    def origin(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """Scheme, host and perhaps port: what stands before the path of our addresses."""
        meaning = f"must be {_either(f'{scheme}://' for scheme in schemes)} and a host, with nothing behind it"

        def is_origin(value):
            parts = _split(value)
            is_bare = parts and value == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
            return is_bare and parts.scheme in schemes and _is_host(parts.hostname or "")

        return self._matching(name, default, is_origin, meaning)

    def mailbox(self, name: str, default: str = "") -> str:
        """An address of mail, perhaps with a name before it: `Expert Network <network@portal.example>`."""
        return self._matching(name, default, _is_mailbox, "must be an e-mail address, or a name and <an address>")

    def mailboxes(self, name: str) -> list[str]:
        """Addresses of mail without names."""
        found = self.texts(name)
        if not all(_is_mailbox(address) and "<" not in address for address in found):
            raise _refused(name, "must be e-mail addresses with commas between them")
        return found

    def contact(self, name: str, default: str) -> str:
        """Where to report something: `mailto:` and an address of mail, or the https address of a page."""

        def is_contact(value):
            parts = _split(value)
            is_page = parts and parts.scheme == "https" and _is_host(parts.hostname or "")
            return is_page or (value.startswith("mailto:") and _is_mailbox(value.removeprefix("mailto:")))

        return self._matching(name, default, is_contact, "must be mailto: and an e-mail address, or an https address")

    def json(self, name: str) -> dict:
        """A JSON object."""
        try:
            found = json.loads(self.text(name, "{}"))
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise _refused(name, "must be a JSON object")
        return found

    def address(self, name: str, schemes: tuple[str, ...], default: str = "") -> str:
        """The address of a server: one of `schemes`, a host, perhaps login, port and path."""
        meaning = f"must be an address that begins with {_either(f'{scheme}://' for scheme in schemes)}"

        def is_address(value):
            parts = _split(value)
            # A socket has a folder in place of a host (`postgresql:///name?host=/run`).
            return parts and parts.scheme in schemes and (parts.hostname or "host=/" in parts.query)

        return self._matching(name, default, is_address, meaning)

    def mail_server(self, name: str, default: str = "") -> dict:
        """The settings of Django for the SMTP server of an address such as `smtp+tls://user:password@host:587`."""
        return environ.Env.email_url_config(self.address(name, MAIL_SCHEMES, default))

    def _matching(self, name, default, matches, meaning):
        value = self.text(name)
        if value and not matches(value):
            raise _refused(name, meaning)
        return value or default


def _refused(name, meaning):
    return ImproperlyConfigured(f"The environment variable {name} {meaning}.")


def _either(words):
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _split(value):
    """The parts of an address, or None where it has none, or a port that is no number."""
    try:
        parts = urlsplit(value)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None


def _is_host(value):
    try:
        return bool(ipaddress.ip_address(value.strip("[]")))
    except ValueError:
        return bool(HOST.fullmatch(value))


def _is_mailbox(value):
    address = parseaddr(value)[1]
    is_whole = value == address or value.endswith(f"<{address}>")
    found = MAILBOX.fullmatch(address)
    return bool(is_whole and found and HOST.fullmatch(found[1]))
