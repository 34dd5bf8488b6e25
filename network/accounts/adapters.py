"""Where the accounts of this portal differ from allauth's defaults."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import get_language


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the language in which somebody signs up as the one we write to them in."""

    def save_user(self, request, user, form, commit=True):
        """Store `user` from the sign-up `form`."""
        user.language = get_language()
        return super().save_user(request, user, form, commit)


def _secrets():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.blake2b(key.encode(), digest_size=32, person=b"mfa.secrets.v1").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class MFAAdapter(DefaultMFAAdapter):
    """Encrypts the secrets of second factors at rest; keys follow SECRET_KEY and its fallbacks."""

    def encrypt(self, text):
        """Return `text` encrypted, as stored."""
        return _secrets().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Return what `encrypt` was given. Raises cryptography's InvalidToken for anything else."""
        return _secrets().decrypt(encrypted_text.encode()).decode()
