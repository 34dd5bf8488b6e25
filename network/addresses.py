"""The one spelling of an e-mail address: as mail servers write it, and as it is stored, compared and suppressed.

Domains are mapped by UTS 46 without its transitional step, so that `x@faß.de` never becomes an address at `fass.de`,
which is somebody else's. Letters beyond ASCII before the @ sign need a mail server with SMTPUTF8 (RFC 6531).
"""

import re
import unicodedata

import idna
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# RFC 5321 §4.5.3.1, in octets; 254 is what is left of a path of 256 without its brackets.
LONGEST_NAME = 64
LONGEST = 254
# RFC 5321 §4.1.2, without quoted strings: `"a b"@example.org` is allowed there and used by nobody.
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
NAME = re.compile(rf"{ATOM}(\.{ATOM})*")
TOP_LEVEL = re.compile(r"(?!\d+$)[a-z0-9-]{2,}")
# Keyboards for East Asian scripts type these for the ASCII characters; the first is the exclamation mark.
FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
# Where letters to "a.b" and "ab" reach the same mailbox.
WITHOUT_DOTS = {"gmail.com", "googlemail.com"}


def canonical(address) -> str:
    """The one spelling of `address`. Raises ValidationError, in words for a form, for what cannot be one."""
    spelling = _spelling(address)
    if not spelling.isascii() and not settings.MAIL_SMTPUTF8:
        raise ValidationError(
            _(
                "Before the @ sign is a letter or an invisible character that our mail server does not accept. Use an "
                "address that has only the letters a to z there."
            ),
            code="needs_smtputf8",
        )
    return spelling


def stored_form(address) -> str:
    """How `address` is looked up. Never raises: what is no address is found under itself, stripped and lower-cased."""
    try:
        return _spelling(address)
    except ValidationError:
        return _stripped(address).lower().encode(errors="replace").decode()


def readable_form(address) -> str:
    """The stored `address` with its domain in the domain's own script."""
    name, at, domain = address.rpartition("@")
    try:
        return f"{name}{at}{idna.decode(domain)}"
    except UnicodeError:
        return address


def gate_key(address) -> str:
    """By what limits know the mailbox of `address`, however it is spelled: without +tag, in one case. Never raises."""
    name, at, domain = stored_form(address).casefold().rpartition("@")
    name = name.partition("+")[0] or name
    if domain in WITHOUT_DOTS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}{at}{domain}"


def _spelling(address):
    name, at, domain = _stripped(address).translate(FULL_WIDTH).rpartition("@")
    if not at or "@" in name:
        raise ValidationError(
            _("Enter an email address with one @ sign, for example name@example.org."), code="invalid"
        )
    spelling = f"{_name(_stripped(name))}@{_domain(_stripped(domain))}"
    if len(spelling.encode()) > LONGEST:
        raise ValidationError(_("This email address is too long. Check it and enter it again."), code="invalid")
    return spelling


def _name(name):
    """The part before the @ sign. Its case is not kept: nobody tells two mailboxes apart by it."""
    name = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())
    # What looks like an encoded word (RFC 2047) would be read as something else by mail programs.
    if not NAME.fullmatch(name) or not name.isprintable() or "=?" in name:
        raise ValidationError(
            _("Before the @ sign is a character, or a dot, that is not allowed there. Check the address."),
            code="invalid",
        )
    if len(name.encode()) > LONGEST_NAME:
        raise ValidationError(_("This email address is too long. Check it and enter it again."), code="invalid")
    return name


def _domain(domain):
    # UTS 46 drops what has no width. The joiners, with which words of Persian and of India are spelled, IDNA judges.
    if any(_is_invisible(letter) and letter not in "\u200c\u200d" for letter in domain):
        domain = ""
    try:
        spelling = idna.encode(domain, uts46=True, std3_rules=True).decode()
    except UnicodeError:
        spelling = ""
    _rest, dot, top_level = spelling.rpartition(".")
    if not dot or not TOP_LEVEL.fullmatch(top_level):
        raise ValidationError(
            _("After the @ sign, enter the name of a domain, for example example.org."), code="invalid"
        )
    return spelling


def _stripped(text):
    """Without the white space and invisible marks that keyboards and copying leave around it."""
    start, end = 0, len(text)
    while start < end and _is_invisible(text[start]):
        start += 1
    while end > start and _is_invisible(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_invisible(character):
    return character.isspace() or unicodedata.category(character) == "Cf"


class AddressField(forms.EmailField):
    """An e-mail address in its one spelling."""

    default_validators = []

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Email address"))
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        """The one spelling of what was typed."""
        value = _stripped(super().to_python(value))
        return value if value in self.empty_values else canonical(value)
