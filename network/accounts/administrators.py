"""Those who answer for the portal: its super-users, and the operators of `settings.ADMINS`."""

from django.conf import settings

from network.accounts.models import User


def recipients() -> list[dict]:
    """Each of them once, as `outbox.put` names the reader of a letter."""
    administrators = list(User.objects.filter(is_superuser=True, is_staff=True, is_active=True))
    addresses = {address for _name, address in settings.ADMINS} - {user.email for user in administrators}
    return [{"user": user} for user in administrators] + [{"address": address} for address in sorted(addresses)]
