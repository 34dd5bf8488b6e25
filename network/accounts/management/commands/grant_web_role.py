"""`manage.py grant_web_role`: what the web process may do in the database. Run it as the owner after each `migrate`."""

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from network.accounts import database_guard, database_role

ASK = (
    f"The role {database_role.ROLE} is not there, and this login may make no roles. Ask an administrator of the server "
    f"to run this once, then run this command again:\n\n    {database_role.MAKE}\n"
)


class Command(BaseCommand):
    """Makes the role if it is absent and brings its rights in line with the tables."""

    help = "Make the database role of web, worker and beat if it is absent, and grant it rows but no tables."

    def handle(self, **options):
        """Grant, or say what an administrator has to run first."""
        database_guard.act_as_owner()
        if not database_role.owns_tables():
            raise CommandError("This login does not own the tables. Run this as the one that migrates.")
        if not database_role.exists():
            try:
                database_role.make()
            except ProgrammingError:
                raise CommandError(ASK) from None
        database_role.grant()
        self.stdout.write(f"Role {database_role.ROLE}: rows of all tables, events to add and read only.")
