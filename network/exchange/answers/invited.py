"""Whom authors of offers and requests have invited. Who answered without a name stays unknown until both agree."""

from collections.abc import Iterable

from network.accounts.models import User
from network.exchange.models import Answer


def invited_by(author: User, opportunities: Iterable[str]) -> dict[tuple[str, str], str]:
    """Key of one of `opportunities` and key of a profile → key of the answer; of those asked, and those agreed with."""
    own = Answer.objects.filter(author=author, opportunity__key__in=opportunities).order_by("pk")
    known = own.filter(is_asked=True) | own.agreed()
    return {(record, profile): key for record, profile, key in known.values_list("opportunity__key", "profile", "key")}
