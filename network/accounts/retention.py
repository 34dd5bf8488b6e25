"""What is erased because its time has passed; the periods stand in each room's `personal_data` beside its models."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from network.accounts import copies
from network.accounts.models import FactorLink, Look, Reading, User
from network.storage import delete_lost

# Somebody who signed up and never confirmed the address, perhaps because it was not theirs.
CONFIRMABLE = timedelta(days=30)
LOOKS_KEPT = timedelta(days=730)
# Long enough to look into who reads too much.
LINKS_KEPT = timedelta(days=90)
READINGS_KEPT = timedelta(days=7)


def delete_expired():
    """Erase what has had its time. Doing it twice does no more than once."""
    now = timezone.now()
    copies.delete_expired()
    delete_lost()
    Session.objects.filter(expire_date__lt=now).delete()
    Look.objects.filter(at__lt=now - LOOKS_KEPT).delete()
    FactorLink.objects.filter(made_at__lt=now - LINKS_KEPT).delete()
    Reading.objects.filter(day__lt=(now - READINGS_KEPT).date()).delete()
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    strangers = User.objects.filter(~Exists(confirmed), joined_at__lt=now - CONFIRMABLE, last_login__isnull=True)
    strangers.filter(is_staff=False, is_active=True, records__isnull=True).delete()
