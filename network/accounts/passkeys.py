"""The forms that take what a passkey said, and the script that asks it.

Whatever else is sent in place of what a passkey says is refused like a wrong code.
"""

import struct
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as allauth
from django.contrib.staticfiles import finders

# What fido2 raises, beside its ValueError, when parts of a credential are missing, of another type or cut short.
UNREADABLE = (
    AssertionError, AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError, struct.error,
)  # fmt: skip

# In the order in which they need each other.
SCRIPTS = ("mfa/js/webauthn-json.js", "mfa/js/webauthn.js", "account/js/onload.js")


@cache
def script() -> bytes:
    """The scripts of allauth as one, because each request costs a slow line its time."""
    # They end without a semicolon, and the next one would be taken for arguments.
    return b";\n".join(Path(finders.find(name)).read_bytes() for name in SCRIPTS)


@contextmanager
def refusing_what_is_unreadable():
    """Turn the errors of parsing, of which allauth expects only some, into its refusal."""
    try:
        yield
    except UNREADABLE as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddForm(allauth.AddWebAuthnForm):
    """A new passkey."""

    @refusing_what_is_unreadable()
    def clean(self):
        """The answers, if the passkey is one."""
        return super().clean()


class AuthenticateForm(allauth.AuthenticateWebAuthnForm):
    """A passkey that was added before: as second factor."""

    @refusing_what_is_unreadable()
    def clean_credential(self):
        """Whose passkey it is."""
        return super().clean_credential()


class SignInForm(AuthenticateForm, allauth.LoginWebAuthnForm):
    """The same, in place of a password."""


class ReauthenticateForm(AuthenticateForm, allauth.ReauthenticateWebAuthnForm):
    """The same, once more, before what only the owner may do."""
