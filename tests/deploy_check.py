"""`manage.py check --deploy` with the settings of production, as part of `make check`."""

import os
import subprocess
import sys

from network.demo.postgres import start

PRODUCTION = {
    "PORTAL_MODE": "production",
    "PORTAL_ORIGIN": "https://portal.example",
    "SECRET_KEY": "k" * 25 + "0123456789-abcdefghijklmnopqrstuvwxyz",
    "REDIS_URL": "redis://broker.example:6379/0",
    "CACHE_URL": "rediscache://cache.example:6379/0",
    "EMAIL_URL": "smtp+tls://portal:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Expert Network <network@portal.example>",
    "ADMINS": "operator@portal.example",
}


def main() -> int:
    """Run the check; return its exit code."""
    from network import settings

    environment = {**os.environ, **PRODUCTION, "DATABASE_URL": start(settings.VAR_DIR / "postgres")}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main())
