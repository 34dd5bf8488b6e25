"""`manage.py migrate`, with time-outs of its own: those of pages would end it in the middle of a large table."""

from django.core.management.commands import migrate
from django.db import connections

from network.accounts import database_guard

# A lock that is waited for holds up every page behind it, so after some seconds the operator tries again.
TIMEOUTS = {"statement_timeout": "1h", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "10min"}


class Command(migrate.Command):
    """Django's command, as the owner of the tables."""

    def handle(self, *args, **options):
        """Migrate; afterwards the connection has its former time-outs."""
        database_guard.act_as_owner()
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            for name, value in TIMEOUTS.items():
                cursor.execute(f"SET {name} = '{value}'")
        try:
            super().handle(*args, **options)
        finally:
            if connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("; ".join(f"RESET {name}" for name in TIMEOUTS))
