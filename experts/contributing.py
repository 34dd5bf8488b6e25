"""What the page of a record says of the member who contributed it, for kinds with `experts.models.contributing`."""

from experts.models import Profile
from network.catalogue.models import Entry


def page_context(request, card) -> dict:
    """Who contributed `card`, as far as this reader sees them, and whether the reader may write to them."""
    return {
        "contributor": Entry.objects.shown_of(card.contributor, card.audience) if card.contributor else None,
        "may_write": Profile.is_published_by(request.user),
    }
