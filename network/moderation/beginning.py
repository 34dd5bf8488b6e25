"""That a page which begins a record, sent twice, begins one: it carries the key that the new record will have.

The key is signed for who writes, so that nobody chooses one or takes it to another account; that only one record has it
is a constraint of the database.
"""

from django.core.signing import BadSignature, Signer

from network.accounts.models import User
from network.moderation.models import Record

SALT = "network.moderation.beginning"


def token(key: str, author: int | None) -> str:
    """What the page carries on which `author` (a number) begins the record `key`."""
    return _signer(author).sign(key)


def free_key(token: str, author: int | None) -> str | None:
    """The key that `token` carries; None where no page of `author` carried it, or a record has the key already."""
    key = _key(token, author)
    return None if key is None or Record.objects.filter(key=key).exists() else key


def begun(model: type[Record], author: User, token: str) -> Record | None:
    """The `model` record that `author` began with the page that carries `token`; None where there is none yet."""
    key = _key(token, author.pk)
    return model.objects.by(author).filter(key=key).first() if key else None


def _signer(author):
    return Signer(salt=f"{SALT}.{author}")


def _key(token, author):
    try:
        return _signer(author).unsign(token)
    except BadSignature:
        return None
