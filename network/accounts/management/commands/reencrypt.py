"""`manage.py reencrypt`: finishes the change of a key of FACTOR_KEYS."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network.accounts.ciphers import key_id
from network.accounts.reencryption import renew_copies, renew_factors


class Command(BaseCommand):
    """Run it after web, worker and beat have the new key. It may be stopped and run again at any time."""

    help = "Encrypt anew whatever is under an older key than the first of FACTOR_KEYS; then says that those can go."

    def handle(self, **options):
        """Renew everything, chunk by chunk."""
        unreadable = []
        for what, renew in (("second factors", renew_factors), ("copies of people's data", renew_copies)):
            outcome = renew(lambda so_far, what=what: self.stdout.write(f"{what}: {so_far.examined} examined"))
            self.stdout.write(f"{what}: {outcome.examined} examined, {outcome.renewed} encrypted anew")
            unreadable += outcome.unreadable
        if unreadable:
            raise CommandError(
                f"No key opens these: {', '.join(unreadable)}. Put the key that they were encrypted with back into "
                "FACTOR_KEYS, or into SECRET_KEY_FALLBACKS, and run this again."
            )
        newest, *older = map(key_id, settings.FACTOR_KEYS)
        self.stdout.write(f"Everything is encrypted with the key {newest}; nothing needs an earlier SECRET_KEY.")
        if older:
            self.stdout.write(
                f"The keys {', '.join(older)} can leave FACTOR_KEYS. Keep them as long as backups from before today."
            )
