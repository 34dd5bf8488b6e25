"""Encryption at rest of what a stolen database alone must not give away. Keys follow SECRET_KEY and its fallbacks."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def cipher(purpose: bytes) -> MultiFernet:
    """The cipher for `purpose` (at most 16 bytes), which opens nothing that was encrypted for another purpose."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.blake2b(key.encode(), digest_size=32, person=purpose).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
