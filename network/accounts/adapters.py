"""Where the accounts of this portal differ from allauth's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import get_language

from network.accounts.ciphers import cipher

PURPOSE = b"mfa.secrets.v1"


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the language in which somebody signs up as the one we write to them in."""

    def save_user(self, request, user, form, commit=True):
        """Store `user` from the sign-up `form`."""
        user.language = get_language()
        return super().save_user(request, user, form, commit)


class MFAAdapter(DefaultMFAAdapter):
    """Encrypts the secrets of second factors at rest; keys follow SECRET_KEY and its fallbacks."""

    def encrypt(self, text):
        """Return `text` encrypted, as stored."""
        return cipher(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Return what `encrypt` was given. Raises cryptography's InvalidToken for anything else."""
        return cipher(PURPOSE).decrypt(encrypted_text.encode()).decode()
