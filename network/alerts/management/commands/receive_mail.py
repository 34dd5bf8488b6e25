"""`manage.py receive_mail`: read one message from standard input, as mail servers hand it to a program."""

import os
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError

from network.alerts import incoming


class Command(BaseCommand):
    """Takes bounces, complaints and requests to unsubscribe; ignores everything else and never answers."""

    help = "Read a bounce, a complaint or a request to unsubscribe from standard input; see docs/mail.md."

    def add_arguments(self, parser):
        """The envelope, where the mail server tells it."""
        parser.add_argument("--recipient", default="", help="Address that the message came to, with its +tag.")

    def handle(self, *, recipient, **options):
        """Read it and say what it was taken for; without a database, ask the mail server to try again later."""
        try:
            self.stdout.write(incoming.receive(sys.stdin.buffer.read(), recipient))
        except (DatabaseError, InterfaceError) as error:
            self.stderr.write(f"The database does not answer ({type(error).__name__}); try again later.")
            sys.exit(os.EX_TEMPFAIL)
