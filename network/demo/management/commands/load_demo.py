"""`manage.py load_demo`: fill the portal with the demonstration content. Repeatable: a second run adds nothing."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from network.celery import app
from network.demo import loading


class Command(BaseCommand):
    """Loads people first, then what they wrote."""

    help = "Load the demonstration content: real practices, news and publications; fictional experts."

    def handle(self, **options):
        """Load everything and say how much there is."""
        call_command("load_vocabulary", stdout=self.stdout)
        counts = loading.load()
        # The letters about all this were marked as not to be sent; nobody needs to be knocked for.
        app.control.purge()
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
