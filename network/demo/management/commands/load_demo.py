"""`manage.py load_demo`: fill the portal with the demonstration content. Repeatable: a second run adds nothing."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from network.demo import loading


class Command(BaseCommand):
    """Loads people first, then what they wrote."""

    help = "Load the demonstration content: real practices, news and publications; fictional experts."

    def handle(self, **options):
        """Load everything and say how much there is."""
        call_command("load_vocabulary", stdout=self.stdout)
        for name, count in loading.load().items():
            self.stdout.write(f"{name}: {count}")
