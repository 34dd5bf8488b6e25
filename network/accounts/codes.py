"""Codes that prove an address. None is stored: each is made from the random name of the notice that tells it.

A letter leaves only when the code of the one before is good no longer (`network.notices.gate`). So whoever asks again
while a code is good, by a double click or in another window, is asked for the code of the letter that is under way; it
is good no longer for that.
"""

from datetime import datetime
from typing import NamedTuple

from allauth.account.signals import password_reset
from allauth.core.internal.cryptokit import generate_user_code
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import salted_hmac

from network.keys import new_key
from network.notices import gate, outbox
from network.notices.models import Notice, Reason

LASTS = gate.PAUSE
# RFC 8628 §6.1: no vowels, so that no code is a word, and nothing that looks like a digit.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 8


class Asked(NamedTuple):
    """What has to be typed, and since when it is good."""

    code: str
    since: datetime

    def put_into(self, process):
        """Have allauth's `process` of verification ask for this code."""
        process.state.update(code=self.code, at=self.since.timestamp())


def ask(kind, address, user) -> Asked:
    """Have the code for `address` told in a letter of `kind` to `user`; None, for nobody, costs the same.

    Where the gate lets no letter pass and none is under way, nobody is told the code.
    """
    name, now = gate.digest(address)[:32], timezone.now()
    if gate.admits(address):
        about = f"{name}.{new_key()}"
        if user:
            outbox.put(kind, about, user, address=address if address != user.email else "")
        else:
            outbox.put_unsent(kind, about, Reason.NO_ACCOUNT)
        return Asked(_code(about), now)
    good = Notice.objects.filter(kind=kind, user=user, about__startswith=name, created_at__gt=now - LASTS)
    latest = good.order_by("-pk").first()
    return Asked(_code(latest.about), latest.created_at) if latest else Asked(generate_user_code(), now)


def of_notice(notice) -> str | None:
    """The code that `notice` tells, while it is good."""
    return _code(notice.about) if notice.created_at > timezone.now() - LASTS else None


@receiver(password_reset)
def delete_used(sender, user, **kwargs):
    """A code that was used is good for nothing any more."""
    Notice.objects.filter(kind="accounts.reset", user=user).delete()


def _code(about):
    number = int.from_bytes(salted_hmac("accounts.codes.v1", about, algorithm="sha256").digest())
    letters = ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"
