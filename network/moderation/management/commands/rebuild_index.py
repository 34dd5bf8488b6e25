"""`manage.py rebuild_index [kind]`: write what lists and searches show anew, from what was approved."""

from django.core.management.base import BaseCommand

from network.catalogue import index, kinds
from network.catalogue.models import Rebuild
from network.moderation import rebuilding


class Command(BaseCommand):
    """May be broken off and called again; a worker goes on with what is left."""

    help = "Write the entries of all published records anew, or those of one kind, and remove those of no record."

    def add_arguments(self, parser):
        """One kind, or all."""
        parser.add_argument("kind", nargs="?", choices=kinds.codes())

    def handle(self, *, kind, **options):
        """Go on with what was broken off, or begin; say how far it is."""
        kind = kind or ""
        waiting = Rebuild.objects.waiting().filter(kind=kind, facet="").first()
        rebuild = waiting or index.ask_for_rebuild(kind)
        rebuilding.run(rebuild.pk, note=lambda now: self.stdout.write(f"{now.done} of {now.total}"))
        rebuild.refresh_from_db()
        if rebuild.ended_at is None:
            self.stdout.write(f"{len(rebuild.skipped)} records are being changed; a worker writes what is left.")
