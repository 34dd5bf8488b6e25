"""Random names for what is asked for by address."""

import secrets


def new_key() -> str:
    """128 bits that nobody guesses (OWASP ASVS v5.0.0-11.5.1): 22 characters, fit for an address."""
    return secrets.token_urlsafe(16)


def row_number(text: str) -> int | None:
    """The number of a row as a form carries it; None for what is none, or more than any table holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
