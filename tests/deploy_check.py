"""`manage.py check --deploy` with the settings of production, as part of `make check`."""

import os
import subprocess
import sys

import psycopg

from network.demo.postgres import start

PRODUCTION = {
    "PORTAL_MODE": "production",
    "PORTAL_ORIGIN": "https://portal.example",
    "SECRET_KEY": "k" * 25 + "0123456789-abcdefghijklmnopqrstuvwxyz",
    "FACTOR_KEYS": "f" * 25 + "0123456789-abcdefghijklmnopqrstuvwxyz",
    "REDIS_URL": "redis://broker.example:6379/0",
    "CACHE_URL": "rediscache://cache.example:6379/0",
    "EMAIL_URL": "smtp+tls://portal:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Expert Network <network@portal.example>",
    "ADMINS": "operator@portal.example",
}
# Logins belong to the whole server, and several processes may make this one.
MAKE = "DO $$ BEGIN CREATE ROLE portal_trial LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$"


def database_url() -> str:
    """The address of the embedded server, for a login that owns nothing, as production demands."""
    from network import settings

    url = start(settings.VAR_DIR / "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MAKE)
    return url.replace("postgres@", "portal_trial@", 1)


def main() -> int:
    """Run the check; return its exit code."""
    environment = {**os.environ, **PRODUCTION, "DATABASE_URL": database_url()}
    command = [sys.executable, "manage.py", "check", "--deploy", "--database", "default", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main())
