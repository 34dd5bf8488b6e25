"""`manage.py delete_lost_files`: files of which no row knows, when they are too many for retention to delete them."""

from django.core.management.base import BaseCommand

from network import storage


class Command(BaseCommand):
    """Lists them; deletes them if it is told to."""

    help = "List stored files of which no row of the database knows; with --delete, delete them however many they are."

    def add_arguments(self, parser):
        """One switch."""
        parser.add_argument("--delete", action="store_true", help="delete them after you looked")

    def handle(self, **options):
        """List or delete."""
        names = storage.lost_files()
        if options["delete"]:
            storage.delete_lost(even_many=True)
            self.stdout.write(f"Deleted {len(names)} files.")
            return
        for name in names:
            self.stdout.write(f"{storage.private().get_modified_time(name):%Y-%m-%d %H:%M}  {name}")
        self.stdout.write(f"{len(names)} files. Were the files restored without their rows, restore the database.")
