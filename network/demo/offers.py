"""Offers and requests of the invented experts, written into the portal by the same steps that people take."""

from datetime import timedelta

from django.utils import timezone

from network.accounts.models import User
from network.catalogue.models import Topic
from network.exchange.closing import today
from network.exchange.models import Authority, Cost, Opportunity

RELATED = ("modalities", "countries", "for_regions", "for_countries", "languages")
DAYS = ("closes", "starts", "ends")


def load_offer(key, given, moderator):
    """One offer or request with `key`, in the state that the file says; days count from today.

    Returns the one that is to be closed when others have answered it, or None.
    """
    if Opportunity.objects.filter(key=key).exists():
        return None
    apart = {"author", "language", "topics", "costs", "institution_kind", "status", *RELATED}
    days = {f"{name}_on": today() + timedelta(days=given[f"{name}_in"]) for name in DAYS if f"{name}_in" in given}
    opportunity = Opportunity(
        key=key,
        author=User.objects.get(email=given["author"]),
        original_language=given["language"],
        institution_kind_id=given.get("institution_kind"),
        licence_accepted_at=timezone.now(),
        **{"authority": Authority.INSTITUTION, "is_blind": False}
        | days
        | {name: value for name, value in given.items() if name not in apart and not name.endswith("_in")},
    )
    opportunity.save()
    for name in RELATED:
        getattr(opportunity, name).set(given.get(name, []))
    opportunity.topics.set(Topic.objects.filter(slug__in=given["topics"]))
    Cost.objects.bulk_create(
        Cost(opportunity=opportunity, position=position, **cost) for position, cost in enumerate(given["costs"])
    )
    opportunity.submit()
    if given["status"] != "submitted":
        opportunity.approve(moderator, opportunity.edits)
    return opportunity if given["status"] == "closed" else None
