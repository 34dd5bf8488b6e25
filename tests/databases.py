"""The database that each worker's is copied from: migrated, granted, with the vocabulary; kept between runs.

Its name is made of whatever goes into it, so that a changed migration makes another one.
"""

import hashlib
import io
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from network.accounts import database_role

PREFIX = "test_template_"
INGREDIENTS = (
    "*/migrations/*.py",
    "network/*/migrations/*.py",
    "tests/*/migrations/*.py",
    "network/catalogue/data/*.json",
    "network/catalogue/management/commands/load_vocabulary.py",
    "network/catalogue/text.py",
    "network/accounts/database_role.py",
    "network/accounts/roles.py",
    "requirements/run.txt",
    "tests/databases.py",
)
# Any number: the workers of one run make the database one after the other.
LOCK = 7_301


def template() -> str:
    """The name of the database to copy, made if need be."""
    name = f"{PREFIX}{_digest()}"
    with connection._nodb_cursor() as cursor:
        # Another worker may be at it for minutes on a busy machine.
        cursor.execute(
            "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"
        )
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            # Of a database that could not be dropped to the end a part is left, which PostgreSQL marks by this limit.
            cursor.execute(
                "SELECT datname, datconnlimit = -2 FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
            )
            existing = dict(cursor.fetchall())
            if existing.get(name, True):
                for outdated in existing:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{outdated}"')
                _make(name, cursor)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _make(name, cursor):
    # Under another name until it is whole: a run that is broken off leaves nothing half made.
    unfinished = f"unfinished_{name}"
    cursor.execute(f'DROP DATABASE IF EXISTS "{unfinished}"')
    cursor.execute(f'CREATE DATABASE "{unfinished}"')
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = unfinished
    try:
        call_command("migrate", verbosity=0, interactive=False)
        database_role.grant()
        call_command("load_vocabulary", verbosity=0, stdout=io.StringIO())
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def _digest():
    digest = hashlib.blake2b(digest_size=8)
    for pattern in INGREDIENTS:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def shared_rows(blocker):
    """What is written inside is there for all tests of a module or class, and gone afterwards.

    For fixtures of that scope: pytest-django puts the transaction of each test into the one that is open already.
    """
    with blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        # What holds for requests is too short for several tests.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield
        transaction.set_rollback(True)
