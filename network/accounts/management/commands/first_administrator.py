"""`manage.py first_administrator`: the way into a portal in which nobody may give a role yet."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from network.accounts import factor_links
from network.accounts.models import FactorLink, User
from network.addresses import canonical


class Command(BaseCommand):
    """The link sets a password and a second factor at once, so that no password is ever typed on a command line."""

    help = "Make an administrator and print a link with which they set their password and second factor."

    def add_arguments(self, parser):
        """Who, and whether there may be one already."""
        parser.add_argument("email")
        parser.add_argument("--another", action="store_true", help="although there is an administrator already")

    @transaction.atomic
    def handle(self, *, email, another, **options):
        """Make the account, or give an existing one all rights; whatever opened it before opens it no more."""
        try:
            email = canonical(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is no e-mail address.") from error
        if not another and User.objects.filter(is_superuser=True, is_active=True).exists():
            raise CommandError("There is an administrator already. Say --another if you want one more.")
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        factor_links.take_away(user)
        user.set_unusable_password()
        user.is_staff = user.is_superuser = user.is_active = True
        user.save()
        # Whoever runs this vouches for the address.
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        address = settings.ORIGIN + factor_links.path_of(factor_links.make(user, FactorLink.Cause.FIRST))
        self.stdout.write(f"{user} is an administrator with this link, once and within 24 hours:\n\n  {address}\n")
