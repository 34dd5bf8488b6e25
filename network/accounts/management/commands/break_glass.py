"""`manage.py break_glass`: the way back in when no administrator is left who could send a link."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from network.accounts import administrators, factor_links
from network.accounts.models import FactorLink, User
from network.addresses import stored_form
from network.notices import outbox


class Command(BaseCommand):
    """The password stays as it is; the link alone opens nothing."""

    help = "Take away the second factor of an administrator who lost it, and print a link to a new one."

    def add_arguments(self, parser):
        """Who, and why."""
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="kept, and told to all administrators")

    @transaction.atomic
    def handle(self, *, email, reason, **options):
        """Take it away, note it, tell everybody."""
        if not reason.strip():
            raise CommandError("Say why: --reason is kept, and told to all administrators.")
        found = User.objects.filter(is_superuser=True, is_staff=True, is_active=True, email=stored_form(email))
        user = found.first()
        if user is None:
            raise CommandError("There is no administrator with this address.")
        factor_links.take_away(user)
        reason = reason.strip()[:500]
        link = factor_links.make(user, FactorLink.Cause.BREAK_GLASS, reason=reason)
        for recipient in administrators.recipients():
            outbox.put("accounts.glass-broken", link.pk, **recipient, whose=user.pk, reason=reason)
        address = settings.ORIGIN + factor_links.path_of(link)
        self.stdout.write(
            f"{user} signs in with the password and this link, once and within 24 hours:\n\n  {address}\n"
        )
