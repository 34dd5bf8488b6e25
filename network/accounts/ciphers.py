"""Encryption at rest of what a stolen database alone must not give away, under the keys of `settings.FACTOR_KEYS`.

A ciphertext is `<id of its key>.<Fernet token>`, so that one can tell what is still under an older key. What an earlier
release encrypted has no id: its keys follow SECRET_KEY and its fallbacks.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

MARK = b"."


def key_id(key: str) -> str:
    """The name of `key` in ciphertexts and in words, from which nobody learns the key."""
    return hashlib.blake2b(key.encode(), digest_size=4, person=b"key.id.v1").hexdigest()


class Cipher:
    """The cipher for `purpose` (at most 16 bytes), which opens nothing that was encrypted for another purpose."""

    def __init__(self, purpose: bytes):
        self.purpose = purpose

    def encrypt(self, secret: bytes) -> bytes:
        """`secret` under the newest key, never twice alike."""
        newest = settings.FACTOR_KEYS[0]
        return key_id(newest).encode() + MARK + self._fernet(newest).encrypt(secret)

    def decrypt(self, ciphertext: bytes) -> bytes:
        """What `encrypt` was given. Raises InvalidToken for whatever no key of ours made for this purpose."""
        name, mark, token = ciphertext.partition(MARK)
        if not mark:
            former = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
            return MultiFernet([self._fernet(key) for key in former]).decrypt(ciphertext)
        for key in settings.FACTOR_KEYS:
            if key_id(key).encode() == name:
                return self._fernet(key).decrypt(token)
        raise InvalidToken

    def is_current(self, ciphertext: bytes) -> bool:
        """Whether `ciphertext` is under the newest key."""
        return ciphertext.startswith(key_id(settings.FACTOR_KEYS[0]).encode() + MARK)

    def _fernet(self, key):
        digest = hashlib.blake2b(key.encode(), digest_size=32, person=self.purpose).digest()
        return Fernet(base64.urlsafe_b64encode(digest))
