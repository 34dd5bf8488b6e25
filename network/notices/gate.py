"""One gate for all letters that perhaps nobody asked for: sign-up, reset, second address, subscription.

Anybody can type anybody's address into these forms. So an address, however it is spelt, gets one such letter for as
long as a code is good, and three a day; beyond that none is sent, and the page says the same.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from network.addresses import gate_key

# Whoever finds their code too old can ask for another one at once.
PAUSE = timedelta(seconds=settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
LETTERS_A_DAY = 3
DAY = timedelta(days=1)

# One statement, so that of two requests at once the second waits for the first and sees what it wrote.
ADMIT = """
INSERT INTO notices_allowance AS known (digest, letters_at) VALUES (%(digest)s, ARRAY[now()])
ON CONFLICT (digest) DO UPDATE
SET letters_at = array(SELECT t FROM unnest(known.letters_at) t WHERE t > now() - %(day)s) || now()
WHERE (
    SELECT count(*) < %(most)s AND count(*) FILTER (WHERE t > now() - %(pause)s) = 0
    FROM unnest(known.letters_at) t WHERE t > now() - %(day)s
)
"""
FORGET = "DELETE FROM notices_allowance WHERE now() - %(day)s > ALL (letters_at)"


def admits(address: str) -> bool:
    """Whether one more such letter may go to `address`; a yes counts as that letter."""
    values: dict[str, Any] = {"digest": digest(address), "day": DAY, "pause": PAUSE, "most": LETTERS_A_DAY}
    with connection.cursor() as cursor:
        cursor.execute(ADMIT, values)
        return cursor.rowcount == 1


def digest(address: str) -> str:
    """A keyed hash of the mailbox behind `address`."""
    return salted_hmac("notices.gate.v1", gate_key(address), settings.MAIL_TOKEN_KEY, algorithm="sha256").hexdigest()


def delete_expired() -> None:
    """Delete what counts no more."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"day": DAY}  # the stubs know no intervals
        cursor.execute(FORGET, values)
