"""What is kept of what focal points say about somebody's records, and of who speaks for a country."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import eraser, register
from network.verification.models import Consultation, Endorsement, FocalPoint

WITH_THE_RECORD = {"erased": _("deleted with the contribution"), "period": _("as long as the contribution exists")}

register(
    Endorsement,
    "record__author",
    exported=["record__key", "country", "office", "at", "expires_at", "withdrawn_at"],
    **WITH_THE_RECORD,
)
register(
    Consultation,
    "record__author",
    exported=["record__key", "country", "begun_at", "deadline", "outcome", "remark"],
    **WITH_THE_RECORD,
)
register(
    FocalPoint,
    "user",
    exported=["country", "office"],
    erased=_("deleted"),
    period=_("until the mandate ends"),
)


@eraser
def erase_mandates(user, take_down):
    """End every mandate; what was endorsed under it stays the word of the country."""
    FocalPoint.objects.filter(user=user).delete()
