"""Where the accounts of this portal differ from allauth's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import get_language

from network.accounts.ciphers import Cipher

PURPOSE = b"mfa.secrets.v1"


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the language in which somebody signs up as the one we write to them in."""

    def save_user(self, request, user, form, commit=True):
        """Store `user` from the sign-up `form`."""
        user.language = get_language()
        return super().save_user(request, user, form, commit)


class MFAAdapter(DefaultMFAAdapter):
    """Encrypts the secrets of second factors at rest, under keys of their own."""

    def can_delete_authenticator(self, authenticator):
        """Staff keep at least one factor beside the recovery codes."""
        user = authenticator.user
        if not user.is_staff or authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return super().can_delete_authenticator(authenticator)
        others = user.authenticator_set.exclude(pk=authenticator.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return others.exists()

    def encrypt(self, text):
        """Return `text` encrypted, as stored."""
        return Cipher(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Return what `encrypt` was given. Raises cryptography's InvalidToken for anything else."""
        return Cipher(PURPOSE).decrypt(encrypted_text.encode()).decode()
