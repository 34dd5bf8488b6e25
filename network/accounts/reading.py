"""How much somebody may be shown in a day: nobody shall carry the directory away (OWASP ASVS v5.0.0-2.4.1).

Counted where something private is handed out, in the database, in the transaction that hands it out.
"""

import hashlib
import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from network.accounts import administrators
from network.accounts.models import Reading
from network.notices import outbox

logger = logging.getLogger("network.security")

# The names of the settings, so that each is read when it is needed.
LIMITS = {
    Reading.Sort.LISTED: "LISTED_A_DAY",
    Reading.Sort.PROFILE: "PROFILES_A_DAY",
    Reading.Sort.CONTACT: "CONTACTS_A_DAY",
    Reading.Sort.REVIEW: "REVIEWS_A_DAY",
}

# One statement: two requests of one reader wait for each other here, and neither counts what the other has counted.
COUNT = """
INSERT INTO accounts_reading AS today (reader_id, sort, day, shown) VALUES (%s, %s, %s, %s)
ON CONFLICT (reader_id, sort, day) DO UPDATE
SET shown = ARRAY(SELECT unnest(today.shown) UNION SELECT unnest(EXCLUDED.shown))
RETURNING cardinality(shown)
"""


class Spent(Exception):
    """`reader` was shown as much of one `sort` today as they may be."""

    def __init__(self, reader, sort):
        super().__init__(f"{reader} was shown too much: {sort}")
        self.reader, self.sort = reader, sort


def count(reader, sort: Reading.Sort, names: Iterable[str]):
    """Count that `reader` is shown what is called `names`, each once a day.

    Raises Spent when that is more than the limit; whoever shows it lets that pass, so that nothing is shown.
    """
    day = timezone.now().date()
    shown = sorted({_hash(reader, sort, day, name) for name in names})
    if not shown:
        return
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [reader.pk, sort, day, shown])
        (so_far,) = cursor.fetchone()
    if so_far > getattr(settings, LIMITS[sort]):
        raise Spent(reader, sort)


@transaction.atomic
def tell_staff(spent: Spent):
    """Tell administrators and operators that a limit was reached; a second time on a day tells nobody anything."""
    logger.warning("A daily limit of reading was reached.", extra={"event": "read-too-much", "user": spent.reader.pk})
    about = f"{spent.reader.pk} {spent.sort} {timezone.now():%Y-%m-%d}"
    for recipient in administrators.recipients():
        outbox.put("accounts.reads-much", about, **recipient, whose=spent.reader.pk, sort=spent.sort)


def _hash(reader, sort, day, name):
    """64 bits that tell nobody without our key what was read."""
    text = f"{reader.pk} {sort} {day} {name}".encode()
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    digest = hashlib.blake2b(text, key=key, digest_size=8, person=b"reading.v1").digest()
    return int.from_bytes(digest, signed=True)
