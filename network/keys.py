"""Random names for what is asked for by address."""

import secrets


def new_key() -> str:
    """128 bits that nobody guesses (OWASP ASVS v5.0.0-11.5.1): 22 characters, fit for an address."""
    return secrets.token_urlsafe(16)
