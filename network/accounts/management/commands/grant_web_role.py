"""`manage.py grant_web_role`: what the web process may do in the database. Run it after each `migrate`."""

from django.core.management.base import BaseCommand

from network.accounts import database_role


class Command(BaseCommand):
    """Makes the role if need be and brings its rights in line with the tables."""

    help = "Make the database role of web, worker and beat, and grant it rows but no tables."

    def handle(self, **options):
        """Grant."""
        database_role.grant()
        self.stdout.write(f"Role {database_role.ROLE}: rows of all tables, events to add and read only.")
