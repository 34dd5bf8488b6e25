"""What waits for authors: changes that moderators request, and confirmations."""

from collections.abc import Iterator, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.accounts.my_page import Waiting, figures, waits
from network.catalogue import kinds
from network.moderation import openings, unsaved
from network.moderation.models import Record, record_models
from network.moderation.models.status import Status

# Of each sort; the rest stands in the list of contributions.
MOST = 5


@waits(place=15)
def unsaved_texts(user: User) -> Iterator[Waiting]:
    """What the user typed into a new record and did not save; the page on which it is also discards it."""
    for typed in unsaved.not_begun(user):
        contribution = kinds.get(typed.kind).contribution
        if isinstance(contribution, kinds.Contribution):
            text = _("Save or discard the text that you typed under “%(page)s”") % {"page": contribution.label}
            yield Waiting(text, reverse(contribution.address_name))


@waits(place=20)
def requested_changes(user: User) -> Iterator[Waiting]:
    """The records that moderators sent back."""
    returned = Record.objects.by(user).filter(status=Status.RETURNED).order_by("-edited_at", "pk")[:MOST]
    for record in returned:
        yield Waiting(_("Change “%(title)s” as requested") % {"title": record}, record.specific.get_edit_url())


@waits(place=30)
def confirmations(user: User) -> Iterator[Waiting]:
    """The published records of which nobody knows whether they are still correct."""
    for model in record_models():
        if model.FRESH_FOR:
            aged = model.objects.published().by(user).filter(confirmed_at__lte=timezone.now() - model.FRESH_FOR)
            for record in aged[:MOST]:
                text = _("Confirm that “%(title)s” is still correct") % {"title": record}
                yield Waiting(text, f"{reverse('dashboard')}#{record.key}")


@figures(place=10)
def readings(records: Mapping[str, str]) -> dict[str, str]:
    """How often each was read."""
    return openings.sentences(records)
