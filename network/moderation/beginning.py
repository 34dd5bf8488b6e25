"""That a page which begins a record, sent twice, begins one: it carries the key that the new record will have.

The key is signed, so that nobody chooses one; that only one record has it is a constraint of the database.
"""

from django.core.signing import BadSignature, Signer

from network.accounts.models import User
from network.moderation.models import Record

SALT = "network.moderation.beginning"


def token(key: str) -> str:
    """What the page carries that begins the record `key`."""
    return Signer(salt=SALT).sign(key)


def free_key(token: str) -> str | None:
    """The key that `token` carries; None where no page of ours carried it, or a record has the key already."""
    key = _key(token)
    return None if key is None or Record.objects.filter(key=key).exists() else key


def begun(model: type[Record], author: User, token: str) -> Record | None:
    """The `model` record that `author` began with the page that carries `token`; None where there is none yet."""
    key = _key(token)
    return model.objects.by(author).filter(key=key).first() if key else None


def _key(token):
    try:
        return Signer(salt=SALT).unsign(token)
    except BadSignature:
        return None
